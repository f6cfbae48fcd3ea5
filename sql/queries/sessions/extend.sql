-- A session in use lasts on, for $2 seconds, not past its end.
-- shape: none
update user_sessions
set
  last_used_at = now(),
  expires_at = least(ends_at, now() + $2::bigint * interval '1 second')
where id = $1::uuid and user_id = current_user_id()
