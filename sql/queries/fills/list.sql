-- Fills of account $1 from $2 until before $3 (microseconds), oldest first, at most $4.
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
where user_id = current_user_id() and account_id = $1::uuid
  and at >= from_us($2::bigint)
  and at < from_us($3::bigint)
order by at, id
limit $4::bigint
