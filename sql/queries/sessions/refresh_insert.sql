-- A refresh token ($1, hashed) for a session.
-- shape: none
insert into refresh_tokens (hash, session_id, user_id)
values (decode($1, 'hex'), $2::uuid, current_user_id())
