-- The user has proved once more who they are.
-- shape: row
update user_sessions
set proved_at = now()
where id = $1::uuid and user_id = current_user_id()
returning extract(epoch from proved_at)::bigint as proved
