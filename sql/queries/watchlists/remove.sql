-- Takes symbol $3 out of watchlist $2 of account $1. No row: it is not there.
-- shape: one
update watchlists
set symbols = array_remove(symbols, $3), updated_at = now()
where user_id = current_user_id() and account_id = $1::uuid and id = $2::uuid and $3 = any(symbols)
returning
  id,
  account_id,
  name,
  array_to_json(symbols) as symbols,
  to_us(created_at) as created_us,
  to_us(updated_at) as updated_us
