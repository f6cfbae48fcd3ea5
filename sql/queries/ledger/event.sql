-- Has event $2 already happened to account $1?
-- shape: one
select
  id
from transfers
where user_id = current_user_id() and account_id = $1::uuid and event = $2
