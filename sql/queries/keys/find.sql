-- Whose key this is; no row when it does not count any more.
-- shape: one
select
  user_id,
  public_id,
  username,
  email,
  role,
  account_id,
  salt,
  hash,
  can_trade
from key_find($1)
