-- How many recovery codes the user has left.
-- shape: row
select
  count(*) as codes
from recovery_codes
where user_id = current_user_id() and used_at is null
