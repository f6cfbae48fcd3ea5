-- Ends one of the user's keys. No row: there is no such key.
-- shape: one
update api_keys
set revoked_at = now()
where id = $1 and user_id = current_user_id() and revoked_at is null
returning id
