-- For the market daemon: accounts of all users that hold symbol $1 or are short of it, and
-- have not yet had event $2 ('dividend SYMBOL DAY', 'split SYMBOL DAY' …), after account
-- $3, at most $4.
-- shape: rows
select
  p.user_id,
  p.account_id,
  p.epoch,
  trim_scale(p.quantity) as quantity,
  trim_scale(p.cost) as cost
from positions p
join accounts a on a.user_id = p.user_id and a.id = p.account_id and a.epoch = p.epoch
where p.symbol = $1
  and p.quantity <> 0
  and p.account_id > $3::uuid
  and not exists (
    select
    from transfers t
    where t.account_id = p.account_id and t.event = $2
  )
order by p.account_id
limit $4::bigint
