-- The market: what can be traded, bars that were imported or fetched, what was
-- fetched besides, and who imported what. No market data is anybody's own.

create table instruments (
  symbol text primary key check (symbol ~ '^[A-Z0-9.$^/_-]{1,23}$'),
  name text not null check (octet_length(name) <= 95),
  exchange text not null check (octet_length(exchange) <= 11),
  sector text not null check (octet_length(sector) <= 31),
  kind smallint not null check (kind between 0 and 2),
  flags integer not null check (flags >= 0),
  source text not null check (source ~ '^[a-z_]{1,16}$'),
  listed_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

-- Bars in packed chunks: a row holds the bars of a day (of a minute each), of a month
-- (longer ones within the day) or of a year (of a day and longer), and `day` is the
-- first of that stretch. A thousand minute bars are three rows.
create table bars (
  source text not null check (source ~ '^[a-z_]{1,16}$'),
  symbol text not null check (symbol ~ '^[A-Z0-9.$^/_-]{1,23}$'),
  timeframe text not null check (timeframe ~ '^[1-9][0-9]?(Min|Hour|Day|Week|Month)$'),
  day date not null,
  first_time timestamptz not null,
  last_time timestamptz not null,
  count integer not null check (count > 0),
  checksum bigint not null,
  fetched_at timestamptz not null default now(),
  packed bytea not null check (length(packed) between 8 and 8388608),
  check (first_time <= last_time),
  primary key (source, symbol, timeframe, day)
) partition by range (day);

-- They are packed as it is, and a day's fit into the row itself: no second look-up.
alter table bars alter column packed set storage external;

create table bars_old partition of bars
for values from (minvalue) to ('2000-01-01') with (toast_tuple_target = 8160);
create table bars_2000 partition of bars
for values from ('2000-01-01') to ('2010-01-01') with (toast_tuple_target = 8160);
create table bars_2010 partition of bars
for values from ('2010-01-01') to ('2015-01-01') with (toast_tuple_target = 8160);
create table bars_2015 partition of bars
for values from ('2015-01-01') to ('2020-01-01') with (toast_tuple_target = 8160);
create table bars_2020 partition of bars
for values from ('2020-01-01') to ('2025-01-01') with (toast_tuple_target = 8160);
create table bars_2025 partition of bars
for values from ('2025-01-01') to ('2030-01-01') with (toast_tuple_target = 8160);
create table bars_2030 partition of bars
for values from ('2030-01-01') to ('2036-01-01') with (toast_tuple_target = 8160);
create table bars_default partition of bars
default with (toast_tuple_target = 8160);

-- What there is of each series: kept by whoever writes bars, in the same transaction.
create table bar_series (
  source text not null check (source ~ '^[a-z_]{1,16}$'),
  symbol text not null check (symbol ~ '^[A-Z0-9.$^/_-]{1,23}$'),
  timeframe text not null check (timeframe ~ '^[1-9][0-9]?(Min|Hour|Day|Week|Month)$'),
  first_time timestamptz not null,
  last_time timestamptz not null,
  count bigint not null check (count >= 0),
  updated_at timestamptz not null default now(),
  check (first_time <= last_time),
  primary key (source, symbol, timeframe)
);

create index bar_series_updated on bar_series (source, updated_at);

-- What providers answered, for as long as it counts: lost with a crash, fetched anew.
create unlogged table market_cache (
  kind text not null check (kind ~ '^[a-z_]{1,16}$'),
  key text not null check (octet_length(key) between 1 and 512),
  body text not null check (octet_length(body) <= 16777216),
  source text not null check (source ~ '^[a-z_]{1,16}$'),
  fetched_at timestamptz not null,
  expires_at timestamptz not null check (expires_at >= fetched_at),
  asked_at timestamptz, -- since when somebody waits for it to be fetched anew
  primary key (kind, key)
);

create index market_cache_expires on market_cache (expires_at);
create index market_cache_asked on market_cache (asked_at) where asked_at is not null;

-- Without a user: imported on the command line.
create table imports (
  id uuid primary key default gen_random_uuid(),
  user_id bigint references users on delete cascade,
  file_name text not null check (length(file_name) between 1 and 255),
  timeframe text check (timeframe ~ '^[1-9][0-9]?(Min|Hour|Day|Week|Month)$'),
  symbols integer not null check (symbols >= 0),
  rows bigint not null check (rows >= 0),
  bars bigint not null check (bars >= 0),
  state text not null check (state in ('done', 'refused')),
  problems jsonb not null default '[]' check (
    jsonb_typeof(problems) = 'array' and octet_length(problems::text) <= 131072
  ),
  started_at timestamptz not null,
  finished_at timestamptz not null default clock_timestamp(),
  check (state = 'done' or bars = 0)
);

create index imports_user on imports (user_id, started_at desc);
create index imports_started on imports (started_at desc);

alter table imports enable row level security;

create policy reading on imports for select
  using (user_id = current_user_id() or current_user_is_admin());
create policy writing on imports for insert
  with check (user_id is not distinct from current_user_id());

grant select, insert on instruments, bars, bar_series, market_cache, imports to papertrade_app;
grant update (name, exchange, sector, kind, flags, source, updated_at) on instruments
to papertrade_app;
grant update (first_time, last_time, count, checksum, fetched_at, packed) on bars
to papertrade_app;
grant update (first_time, last_time, count, updated_at) on bar_series to papertrade_app;
grant update (body, source, fetched_at, expires_at, asked_at), delete on market_cache
to papertrade_app;
