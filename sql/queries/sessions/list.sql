-- The user's sessions that count, newest first.
-- shape: rows
select
  id,
  to_char(created_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as created_at,
  to_char(last_used_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as last_used_at,
  to_char(expires_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as expires_at,
  address,
  user_agent
from user_sessions
where user_id = current_user_id()
  and revoked_at is null
  and expires_at > now()
order by last_used_at desc
limit 200
