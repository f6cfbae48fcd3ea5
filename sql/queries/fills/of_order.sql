-- The fills of order $2 of account $1, in their order.
-- shape: rows
select
  id,
  order_id,
  number,
  to_us(at) as at_us,
  symbol,
  side,
  trim_scale(quantity) as quantity,
  trim_scale(price) as price,
  trim_scale(value) as value,
  trim_scale(fee) as fee,
  trim_scale(position_quantity) as position_quantity,
  trim_scale(bid) as bid,
  trim_scale(ask) as ask,
  trim_scale(bid_size) as bid_size,
  trim_scale(ask_size) as ask_size,
  to_us(quote_at) as quote_us,
  quote_source,
  model,
  explanation
from fills
where user_id = current_user_id() and account_id = $1::uuid and order_id = $2::uuid
order by number
