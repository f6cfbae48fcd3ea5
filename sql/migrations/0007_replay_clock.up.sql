-- Where a replay is: its clock goes on by the wall clock, also when the machine was off.
create table replay_clock (
  single boolean primary key default true check (single),
  origin text not null check (origin ~ '^[0-9a-f]{16}$'), -- of the settings it was set from
  wall_at timestamptz not null, -- when it was set
  market_at timestamptz not null, -- what it was set to
  speed_e3 bigint not null check (speed_e3 > 0) -- 1000: as fast as the wall clock
);

grant select, insert on replay_clock to papertrade_market;
grant update (origin, wall_at, market_at, speed_e3) on replay_clock to papertrade_market;
