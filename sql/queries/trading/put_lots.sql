-- Lots of account $1 in epoch $2, new ones and what is left of old ones. $3: an array of
-- {number, symbol, opened_us, fill_id, quantity, remaining, cost}.
-- shape: none
insert into lots (
  user_id, account_id, epoch, number, symbol, opened_at, fill_id, quantity, remaining, cost
)
select
  current_user_id(),
  $1::uuid,
  $2::integer,
  l.number,
  l.symbol,
  from_us(l.opened_us),
  l.fill_id,
  l.quantity,
  l.remaining,
  l.cost
from json_to_recordset($3::json) as l (
  number bigint, symbol text, opened_us bigint, fill_id uuid, quantity numeric,
  remaining numeric, cost numeric
)
on conflict (user_id, account_id, number) do update
set
  symbol = excluded.symbol,
  quantity = excluded.quantity,
  remaining = excluded.remaining,
  cost = excluded.cost
