-- The user's keys in use, newest first.
-- shape: rows
select
  id,
  account_id,
  name,
  can_trade,
  to_char(created_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as created_at,
  to_char(last_used_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as last_used_at,
  last_used_from
from api_keys
where user_id = current_user_id() and revoked_at is null
order by created_at desc
