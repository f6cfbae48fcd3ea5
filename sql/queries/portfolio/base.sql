-- Account $1 at its last close before day $2, in its present epoch.
-- shape: one
select
  d.day,
  trim_scale(d.equity) as equity
from accounts a
join account_days d on d.user_id = a.user_id and d.account_id = a.id and d.epoch = a.epoch
where a.user_id = current_user_id() and a.id = $1::uuid and d.day < $2::date
order by d.day desc
limit 1
