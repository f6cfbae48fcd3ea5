-- Account $1 at the close of each day from $2 to $3, oldest first, at most $4.
-- shape: rows
select
  day,
  epoch,
  to_us(at) as at_us,
  trim_scale(equity) as equity,
  trim_scale(cash) as cash,
  trim_scale(long_value) as long_value,
  trim_scale(short_value) as short_value,
  trim_scale(initial_margin) as initial_margin,
  trim_scale(maintenance) as maintenance,
  trim_scale(flow) as flow,
  trim_scale(profit_loss) as profit_loss
from account_days
where user_id = current_user_id() and account_id = $1::uuid and day between $2::date and $3::date
order by epoch, day
limit $4::bigint
