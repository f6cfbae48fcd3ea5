-- What account $1 was worth through the day, from $2 until before $3 (microseconds), one
-- moment in each step of $4 microseconds: the first.
-- shape: rows
select distinct on (epoch, to_us(at) / $4::bigint)
  epoch,
  to_us(at) as at_us,
  trim_scale(equity) as equity,
  trim_scale(cash) as cash
from account_moments
where user_id = current_user_id() and account_id = $1::uuid
  and at >= from_us($2::bigint)
  and at < from_us($3::bigint)
order by epoch, to_us(at) / $4::bigint, at
