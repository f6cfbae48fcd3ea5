-- The same password, hashed at today's cost.
-- shape: none
update users
set password_hash = $1
where id = current_user_id()
