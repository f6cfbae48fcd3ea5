-- Notes that a key is in use, from $2; not more often than every minute.
-- shape: none
update api_keys
set
  last_used_at = now(),
  last_used_from = $2
where id = $1
  and user_id = current_user_id()
  and (last_used_at is null or last_used_at < now() - interval '1 minute')
