-- From now on signing in takes a code; $1 is the step of the confirming one.
-- shape: none
update users
set
  totp_enabled_at = now(),
  totp_last_step = $1::bigint
where id = current_user_id()
