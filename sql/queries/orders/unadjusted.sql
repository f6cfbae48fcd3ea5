-- For the market daemon: accounts of all users with open orders in symbol $1 that nothing
-- has happened to since $2 (microseconds), as a corporate action of then asks for; after
-- account $3, at most $4.
-- shape: rows
select distinct
  account_id,
  user_id
from orders
where symbol = $1
  and open
  and updated_at < from_us($2::bigint)
  and account_id > $3::uuid
order by account_id
limit $4::bigint
