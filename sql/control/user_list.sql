-- All users, for an administrator of the machine.
select
  public_id,
  username,
  coalesce(email, '') as email,
  role,
  case when disabled_at is null then 'active' else 'disabled' end as state,
  case when totp_enabled_at is null then 'no' else 'yes' end as totp,
  coalesce(to_char(last_sign_in_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), '') as last_sign_in_at
from users
order by id
