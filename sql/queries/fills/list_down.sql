-- Fills of account $1, newest first: after $2 and before $3 (microseconds, null for any
-- time), of symbol $4 (null for any), beyond fill $5 (null to begin), at most $6.
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
  and ($2::bigint is null or at > from_us($2::bigint))
  and ($3::bigint is null or at < from_us($3::bigint))
  and ($4::text is null or symbol = $4)
  and (
    $5::uuid is null
    or (at, id) < (
      select
        last.at,
        last.id
      from fills last
      where last.user_id = current_user_id()
        and last.account_id = $1::uuid
        and last.id = $5::uuid
    )
  )
order by at desc, id desc
limit $6::bigint
