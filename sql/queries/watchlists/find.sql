-- Watchlist $2 (an id; null to go by name $3) of account $1.
-- shape: one
select
  id,
  account_id,
  name,
  array_to_json(symbols) as symbols,
  to_us(created_at) as created_us,
  to_us(updated_at) as updated_us
from watchlists
where user_id = current_user_id() and account_id = $1::uuid
  and case when $2::uuid is null then name = $3 else id = $2::uuid end
