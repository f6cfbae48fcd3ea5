-- For the market daemon: open orders of all users in symbols $1 (an array), account by
-- account, beyond order number $3 of account $2, at most $4. What it finds, it reads again
-- under the lock of the account.
-- shape: rows
select *
from order_tickets
where symbol = any($1::text[])
  and open
  and (account_id, number) > ($2::uuid, $3::bigint)
order by account_id, number
limit $4::bigint
