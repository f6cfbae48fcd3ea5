-- A new watchlist of account $1: $2 name, $3 symbols (an array). No row: the name is taken.
-- shape: one
insert into watchlists (user_id, account_id, name, symbols)
values (current_user_id(), $1::uuid, $2, $3::text[])
on conflict (account_id, name) do nothing
returning
  id,
  account_id,
  name,
  array_to_json(symbols) as symbols,
  to_us(created_at) as created_us,
  to_us(updated_at) as updated_us
