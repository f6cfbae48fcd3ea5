-- What account $1 realised in epoch $2. $3: an array of {lot_number, fill_id, symbol,
-- opened_us, closed_us, quantity, cost, cash}, after the lots themselves.
-- shape: none
insert into closings (
  user_id, account_id, epoch, lot_number, fill_id, symbol, opened_at, closed_at, quantity,
  cost, cash
)
select
  current_user_id(),
  $1::uuid,
  $2::integer,
  c.lot_number,
  c.fill_id,
  c.symbol,
  from_us(c.opened_us),
  from_us(c.closed_us),
  c.quantity,
  c.cost,
  c.cash
from json_to_recordset($3::json) as c (
  lot_number bigint, fill_id uuid, symbol text, opened_us bigint, closed_us bigint,
  quantity numeric, cost numeric, cash numeric
)
