-- Puts symbol $3 at the end of watchlist $2 of account $1, unless it is there.
-- shape: one
update watchlists
set
  symbols = case when $3 = any(symbols) then symbols else array_append(symbols, $3) end,
  updated_at = now()
where user_id = current_user_id() and account_id = $1::uuid and id = $2::uuid
returning
  id,
  account_id,
  name,
  array_to_json(symbols) as symbols,
  to_us(created_at) as created_us,
  to_us(updated_at) as updated_us
