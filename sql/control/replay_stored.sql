-- What account $1 has by what is kept beside the ledger: cash, and each position.
select
  'usd' as asset,
  trim_scale(cash) as amount
from accounts
where id = $1::uuid
union all
select
  p.symbol,
  trim_scale(p.quantity)
from accounts a
join positions p on p.user_id = a.user_id and p.account_id = a.id and p.epoch = a.epoch
where a.id = $1::uuid and p.quantity <> 0
