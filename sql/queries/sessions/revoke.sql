-- Ends one of the user's sessions. No row: there is no such session.
-- shape: one
update user_sessions
set revoked_at = now()
where id = $1::uuid and user_id = current_user_id() and revoked_at is null
returning id
