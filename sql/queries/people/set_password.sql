-- Another password.
-- shape: none
update users
set
  password_hash = $1,
  password_changed_at = now()
where id = current_user_id()
