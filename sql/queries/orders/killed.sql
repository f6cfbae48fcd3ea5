-- For the market daemon: accounts of all users that have open orders although their kill
-- switch, or the server's, is on, or they are archived; after account $1, at most $2.
-- shape: rows
select
  a.user_id,
  a.id as account_id
from accounts a
where a.id > $1::uuid
  and (
    a.killed_at is not null
    or a.archived_at is not null
    or exists (select from kill_switch where killed_at is not null)
  )
  and exists (
    select
    from orders o
    where o.user_id = a.user_id and o.account_id = a.id and o.open
  )
order by a.id
limit $2::bigint
