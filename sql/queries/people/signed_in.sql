-- Notes that the user signed in.
-- shape: none
update users
set last_sign_in_at = now()
where id = current_user_id()
