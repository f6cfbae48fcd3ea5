-- What account $1 holds now; below zero is short. Its opening is what was held when the
-- session began that it last changed in.
-- shape: rows
select
  p.symbol,
  trim_scale(p.quantity) as quantity,
  trim_scale(p.cost) as cost,
  trim_scale(p.opening) as opening,
  p.session
from accounts a
join positions p on p.user_id = a.user_id and p.account_id = a.id and p.epoch = a.epoch
where a.user_id = current_user_id() and a.id = $1::uuid and p.quantity <> 0
order by p.symbol
