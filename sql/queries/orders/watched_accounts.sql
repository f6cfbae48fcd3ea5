-- For the market daemon: accounts of all users that have open orders, beyond $1, at most $2.
-- shape: rows
select distinct
  account_id
from orders
where open and account_id > $1::uuid
order by account_id
limit $2::bigint
