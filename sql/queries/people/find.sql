-- The user of a name or e-mail address ($1), with what signing in needs.
-- shape: one
select
  id,
  public_id,
  username,
  email,
  password_hash,
  totp_secret,
  totp_enabled_at is not null as totp,
  totp_last_step,
  disabled_at is not null as disabled
from people_find($1)
