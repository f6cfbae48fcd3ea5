-- Fills of account $1 in epoch $2, after their orders. $3: an array of objects whose
-- fields are named as below, times in microseconds.
-- shape: none
insert into fills (
  id, user_id, account_id, epoch, order_id, number, at, symbol, side, quantity, price,
  value, fee, position_quantity, bid, ask, bid_size, ask_size, quote_at, quote_source,
  model, explanation
)
select
  f.id,
  current_user_id(),
  $1::uuid,
  $2::integer,
  f.order_id,
  f.number,
  from_us(f.at_us),
  f.symbol,
  f.side,
  f.quantity,
  f.price,
  f.value,
  f.fee,
  f.position_quantity,
  f.bid,
  f.ask,
  f.bid_size,
  f.ask_size,
  from_us(f.quote_us),
  f.quote_source,
  f.model,
  f.explanation
from json_to_recordset($3::json) as f (
  id uuid, order_id uuid, number integer, at_us bigint, symbol text, side text,
  quantity numeric, price numeric, value numeric, fee numeric,
  position_quantity numeric, bid numeric, ask numeric, bid_size numeric,
  ask_size numeric, quote_us bigint, quote_source text, model text, explanation json
)
