-- Lets account $1 trade again.
-- shape: one
update accounts
set killed_at = null, killed_by = null
where id = $1::uuid and user_id = current_user_id()
returning
  id
