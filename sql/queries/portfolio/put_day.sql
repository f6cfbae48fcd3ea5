-- Account $1 in epoch $2 at the close of day $3, which was at $4 (microseconds): $5 equity,
-- $6 cash, $7 and $8 value held long and short, $9 initial margin, $10 maintenance, $11
-- money put in or taken out, $12 profit.
-- shape: none
insert into account_days (
  user_id, account_id, epoch, day, at, equity, cash, long_value, short_value,
  initial_margin, maintenance, flow, profit_loss
)
values (
  current_user_id(),
  $1::uuid,
  $2::integer,
  $3::date,
  from_us($4::bigint),
  $5::numeric,
  $6::numeric,
  $7::numeric,
  $8::numeric,
  $9::numeric,
  $10::numeric,
  $11::numeric,
  $12::numeric
)
on conflict (user_id, account_id, epoch, day) do update
set
  at = excluded.at,
  equity = excluded.equity,
  cash = excluded.cash,
  long_value = excluded.long_value,
  short_value = excluded.short_value,
  initial_margin = excluded.initial_margin,
  maintenance = excluded.maintenance,
  flow = excluded.flow,
  profit_loss = excluded.profit_loss
