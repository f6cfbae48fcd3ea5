-- Keeps a new secret that is still to be confirmed. No row: one is in use.
-- shape: one
update users
set totp_secret = $1
where id = current_user_id() and totp_enabled_at is null
returning id
