-- What is left of all lots of account $1, oldest first in each symbol.
-- shape: rows
select
  l.number,
  l.symbol,
  to_us(l.opened_at) as opened_us,
  l.fill_id,
  trim_scale(l.quantity) as quantity,
  trim_scale(l.remaining) as remaining,
  trim_scale(l.cost) as cost
from accounts a
join lots l on l.user_id = a.user_id and l.account_id = a.id and l.epoch = a.epoch
where a.user_id = current_user_id() and a.id = $1::uuid and l.open
order by l.symbol, l.number
