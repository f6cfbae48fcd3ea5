-- The accounts to audit after $2 (an id), in order, a thousand at a time: all of them, or
-- the one that $1 names by its id or its number.
select
  id,
  account_number
from accounts
where ($1::text is null or id::text = lower($1) or account_number = upper($1))
  and id > $2::uuid
order by id
limit 1000
