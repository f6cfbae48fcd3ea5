-- Keeps the clock of the replay that began with the settings $1 (their fingerprint): it was
-- set at $2 to $3 (microseconds), and runs $4 thousandths as fast as the wall clock.
-- shape: none
insert into replay_clock (origin, wall_at, market_at, speed_e3)
values ($1, from_us($2::bigint), from_us($3::bigint), $4::bigint)
on conflict (single) do update
set
  origin = excluded.origin,
  wall_at = excluded.wall_at,
  market_at = excluded.market_at,
  speed_e3 = excluded.speed_e3
where replay_clock.origin <> excluded.origin
