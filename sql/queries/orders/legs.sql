-- The legs of orders $2 (an array of ids) of account $1, in their order.
-- shape: rows
select *
from order_tickets
where user_id = current_user_id() and account_id = $1::uuid and parent_id = any($2::uuid[])
order by number
