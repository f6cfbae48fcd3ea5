-- A past for each account whose number leaves :rest when divided by :parts: 50,000 orders
-- over a year, by turns bought and sold again at the same price, each filled at once, so that
-- cash, positions and what is still to come stay as they are; and the curve of that year.
set session_replication_role = replica;

create temporary table past as
select
  accounts.user_id,
  accounts.id as account_id,
  accounts.epoch,
  accounts.order_count + n as number,
  accounts.lot_count + (n + 1) / 2 as lot_number,
  case n % 2 when 1 then 'buy' else 'sell' end as side,
  (array['AAPL', 'MSFT', 'NVDA', 'AMZN', 'JPM', 'XOM', 'KO', 'SPY'])[1 + (n - 1) / 2 % 8] as symbol,
  100 + (n - 1) / 2 % 100 as price,
  now() - interval '366 days' + n * interval '10 minutes' as at,
  gen_random_uuid() as order_seed,
  gen_random_uuid() as fill_seed
from accounts
join users on users.id = accounts.user_id
cross join generate_series(1, 50000) as n
where users.id % :parts = :rest;

-- As ids are made: in the order of time.
create function pg_temp.dated(at timestamptz, seed uuid) returns uuid
language sql
immutable
return (
  lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0')
  || '7' || substr(replace(seed::text, '-', ''), 14)
)::uuid;

insert into orders (
  id, user_id, account_id, epoch, number, client_order_id, symbol, asset_id, asset_class,
  side, type, time_in_force, quantity, status, filled_quantity, filled_value, fill_count,
  source, created_at, submitted_at, updated_at, filled_at
)
select
  pg_temp.dated(at, order_seed), user_id, account_id, epoch, number,
  pg_temp.dated(at, order_seed)::text, symbol, order_seed, 'us_equity', side, 'market', 'day',
  1, 'filled', 1, price, 1, 'key', at, at, at, at
from past;

insert into fills (
  id, user_id, account_id, epoch, order_id, number, at, symbol, side, quantity, price, value,
  fee, position_quantity, bid, ask, bid_size, ask_size, quote_at, quote_source, model,
  explanation
)
select
  pg_temp.dated(at, fill_seed), user_id, account_id, epoch, pg_temp.dated(at, order_seed), 1,
  at, symbol, side, 1, price, price, 0, case side when 'buy' then 1 else 0 end, price, price,
  100, 100, at, 'sim', 'touch', told.explanation
from past
cross join (select explanation from fills limit 1) as told;

insert into transfers (
  user_id, account_id, epoch, kind, at, activity_id, fill_id, parties, assets, amounts
)
select
  user_id, account_id, epoch, 'fill', at, pg_temp.dated(at, fill_seed),
  pg_temp.dated(at, fill_seed), '{holder,market,holder,market}',
  array['usd', 'usd', symbol, symbol],
  case side when 'buy' then array[-price, price, 1, -1] else array[price, -price, -1, 1] end
from past;

insert into lots (
  user_id, account_id, epoch, number, symbol, opened_at, fill_id, quantity, remaining, cost
)
select
  user_id, account_id, epoch, lot_number, symbol, at, pg_temp.dated(at, fill_seed), 1, 0, 0
from past
where side = 'buy';

insert into closings (
  user_id, account_id, epoch, lot_number, fill_id, symbol, opened_at, closed_at, quantity,
  cost, cash
)
select
  user_id, account_id, epoch, lot_number, pg_temp.dated(at, fill_seed), symbol,
  at - interval '10 minutes', at, 1, price, price
from past
where side = 'sell';

insert into account_days (
  user_id, account_id, epoch, day, at, equity, cash, long_value, short_value,
  initial_margin, maintenance, flow, profit_loss
)
select distinct
  user_id, account_id, epoch, at::date, at::date + interval '21 hours', 100000, 100000, 0, 0,
  0, 0, 0, 0
from past
where extract(isodow from at) < 6 and at < current_date - 1
on conflict do nothing;

update accounts
set order_count = order_count + 50000, lot_count = lot_count + 25000
where id in (select account_id from past);
