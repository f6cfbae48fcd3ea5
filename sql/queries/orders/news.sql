-- For the market daemon: accounts of all users to which something happened in transactions
-- from place $1 on, with the last of it, at most $2. The place for the next time is one
-- that was asked for before this.
-- shape: rows
select
  account_id,
  max(id) as last
from outbox
where made_by >= $1::xid8
group by account_id
order by account_id
limit $2::bigint
