-- For the market daemon: accounts of all users whose worth moves with the market, after
-- account $1, at most $2: for margin calls, and their worth through the day.
-- shape: rows
select
  a.id as account_id,
  a.user_id,
  a.epoch,
  a.cash < 0 or exists (
    select
    from positions s
    where s.user_id = a.user_id
      and s.account_id = a.id
      and s.epoch = a.epoch
      and s.quantity < 0
  ) as borrows
from accounts a
where a.archived_at is null
  and a.id > $1::uuid
  and exists (
    select
    from positions p
    where p.user_id = a.user_id
      and p.account_id = a.id
      and p.epoch = a.epoch
      and p.quantity <> 0
  )
order by a.id
limit $2::bigint
