-- Signing in takes no code any more.
-- shape: none
update users
set
  totp_secret = null,
  totp_enabled_at = null,
  totp_last_step = 0
where id = current_user_id()
