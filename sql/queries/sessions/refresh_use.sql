-- Uses a refresh token up.
-- shape: none
update refresh_tokens
set used_at = now()
where hash = decode($1, 'hex') and user_id = current_user_id()
