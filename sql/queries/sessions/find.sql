-- Whose session this is; no row when it does not count any more.
-- shape: one
select
  user_id,
  public_id,
  username,
  email,
  role,
  account_id
from session_find($1::uuid)
