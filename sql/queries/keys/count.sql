-- How many keys the user has in use.
-- shape: row
select
  count(*) as keys
from api_keys
where user_id = current_user_id() and revoked_at is null
