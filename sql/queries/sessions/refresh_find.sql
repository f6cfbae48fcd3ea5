-- The refresh token of a hash, locked.
-- shape: one
select
  session_id,
  user_id,
  used,
  alive,
  proved
from refresh_find(decode($1, 'hex'))
