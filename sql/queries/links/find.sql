-- The one-time link of a hash while it is good, locked.
-- shape: one
select
  id,
  purpose,
  user_id,
  email,
  role
from link_find(decode($1, 'hex'))
