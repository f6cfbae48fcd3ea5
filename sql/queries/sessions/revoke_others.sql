-- Ends all of the user's sessions but one ($1, null for all).
-- shape: rows
update user_sessions
set revoked_at = now()
where user_id = current_user_id()
  and revoked_at is null
  and id is distinct from $1::uuid
returning id
