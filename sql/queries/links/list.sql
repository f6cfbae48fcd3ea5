-- Invitations that are still good, newest first.
-- shape: rows
select
  id,
  email,
  role,
  to_char(created_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as created_at,
  to_char(expires_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as expires_at
from one_time_links
where purpose = 'invite' and used_at is null and expires_at > now()
order by created_at desc
limit 500
