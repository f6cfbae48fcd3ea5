-- The watchlists of account $1 by name, symbols as JSON.
-- shape: rows
select
  id,
  account_id,
  name,
  array_to_json(symbols) as symbols,
  to_us(created_at) as created_us,
  to_us(updated_at) as updated_us
from watchlists
where user_id = current_user_id() and account_id = $1::uuid
order by name
