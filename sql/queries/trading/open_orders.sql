-- All open orders of account $1, oldest first: they reserve buying power and hold
-- quantities.
-- shape: rows
select *
from order_tickets
where user_id = current_user_id() and account_id = $1::uuid and open
order by number
