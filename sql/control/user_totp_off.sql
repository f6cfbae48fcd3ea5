-- Takes the second factor off a user who has lost it.
with changed as (
  update users
  set
    totp_secret = null,
    totp_enabled_at = null,
    totp_last_step = 0
  where username = lower($1)
  returning id, username
), dropped as (
  delete from recovery_codes
  where user_id in (select id from changed)
)
select
  username
from changed
