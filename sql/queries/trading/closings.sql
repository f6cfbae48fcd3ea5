-- What account $1 realised from $2 until before $3 (microseconds), oldest first, after
-- closing $4 (an id), at most $5.
-- shape: rows
select
  id,
  epoch,
  symbol,
  lot_number,
  fill_id,
  to_us(opened_at) as opened_us,
  to_us(closed_at) as closed_us,
  trim_scale(quantity) as quantity,
  trim_scale(cost) as cost,
  trim_scale(cash) as cash
from closings
where user_id = current_user_id() and account_id = $1::uuid
  and closed_at >= from_us($2::bigint)
  and closed_at < from_us($3::bigint)
  and id > $4::bigint
order by id
limit $5::bigint
