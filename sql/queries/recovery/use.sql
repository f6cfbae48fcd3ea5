-- Uses a recovery code up. No row: it is none of the user's, or was used.
-- shape: one
update recovery_codes
set used_at = now()
where user_id = current_user_id() and hash = decode($1, 'hex') and used_at is null
returning user_id
