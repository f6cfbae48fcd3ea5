-- Another password for a user; all sessions end, and no link is good any longer.
with changed as (
  update users
  set
    password_hash = $2,
    password_changed_at = now()
  where username = lower($1)
  returning id, username
), ended as (
  update user_sessions
  set revoked_at = now()
  where revoked_at is null and user_id in (select id from changed)
), used as (
  update one_time_links
  set used_at = now()
  where used_at is null and user_id in (select id from changed)
)
select
  username
from changed
