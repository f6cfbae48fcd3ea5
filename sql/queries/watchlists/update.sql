-- Watchlist $2 of account $1 gets name $3 and symbols $4 (an array); null leaves one as it
-- is. No row: there is none, or another has that name.
-- shape: one
update watchlists w
set
  name = coalesce($3, name),
  symbols = coalesce($4::text[], symbols),
  updated_at = now()
where user_id = current_user_id() and account_id = $1::uuid
  and id = $2::uuid
  and not exists (
    select
    from watchlists other
    where other.account_id = $1::uuid and other.name = $3 and other.id <> $2::uuid
  )
returning
  id,
  account_id,
  name,
  array_to_json(symbols) as symbols,
  to_us(created_at) as created_us,
  to_us(updated_at) as updated_us
