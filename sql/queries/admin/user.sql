-- One user by public id.
-- shape: one
select
  id,
  public_id,
  username,
  email,
  role,
  totp_enabled_at is not null as totp,
  disabled_at is not null as disabled,
  password_hash is not null as has_password,
  to_char(created_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as created_at,
  to_char(last_sign_in_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as last_sign_in_at
from users
where public_id = $1::uuid
