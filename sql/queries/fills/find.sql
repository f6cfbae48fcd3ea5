-- Fill $1 of one of the user's accounts ($2; null for any), with all that explains it.
-- shape: one
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
where user_id = current_user_id()
  and id = $1::uuid
  and ($2::uuid is null or account_id = $2::uuid)
