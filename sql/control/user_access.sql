-- Disables ($2 true) or enables a user; sessions of a disabled one end.
with changed as (
  update users
  set disabled_at = case when $2::boolean then coalesce(disabled_at, now()) end
  where username = lower($1)
  returning id, username
), ended as (
  update user_sessions
  set revoked_at = now()
  where $2::boolean and revoked_at is null and user_id in (select id from changed)
)
select
  username
from changed
