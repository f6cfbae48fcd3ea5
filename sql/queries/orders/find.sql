-- Order $2 of account $1.
-- shape: one
select *
from order_tickets
where user_id = current_user_id() and account_id = $1::uuid and id = $2::uuid
