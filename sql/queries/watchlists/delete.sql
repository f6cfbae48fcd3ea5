-- Deletes watchlist $2 of account $1.
-- shape: one
delete from watchlists
where user_id = current_user_id() and account_id = $1::uuid and id = $2::uuid
returning
  id
