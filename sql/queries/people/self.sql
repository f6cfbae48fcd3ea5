-- The transaction's own user.
-- shape: row
select
  id,
  public_id,
  username,
  email,
  password_hash,
  role,
  display_name,
  preferences,
  default_account_id,
  totp_secret,
  totp_enabled_at is not null as totp,
  totp_last_step,
  to_char(created_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as created_at,
  to_char(last_sign_in_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as last_sign_in_at
from users
where id = current_user_id()
