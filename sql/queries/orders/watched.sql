-- For the market daemon: the open orders of accounts $1 (an array) of all users, with how
-- the account has them filled, account by account.
-- shape: rows
select
  t.*,
  a.fill_model,
  a.seed
from order_tickets t
join accounts a on a.user_id = t.user_id and a.id = t.account_id
where t.account_id = any($1::uuid[]) and t.open
order by t.account_id, t.number
