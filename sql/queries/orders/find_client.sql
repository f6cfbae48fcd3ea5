-- The order of account $1 with the client's id $2.
-- shape: one
select *
from order_tickets
where user_id = current_user_id() and account_id = $1::uuid and client_order_id = $2
