-- What account $1 holds of symbol $2.
-- shape: one
select
  p.symbol,
  trim_scale(p.quantity) as quantity,
  trim_scale(p.cost) as cost,
  to_us(p.opened_at) as opened_us
from accounts a
join positions p on p.user_id = a.user_id and p.account_id = a.id and p.epoch = a.epoch
where a.user_id = current_user_id() and a.id = $1::uuid and p.symbol = $2 and p.quantity <> 0
