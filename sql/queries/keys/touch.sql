-- Notes that a key is in use, from $2, not more often than every minute; and in
-- its user's log when it is first used there ($3 user agent, $4 request id).
-- shape: none
with before as (
  select last_used_from
  from api_keys
  where id = $1 and user_id = current_user_id()
), touched as (
  update api_keys
  set
    last_used_at = now(),
    last_used_from = $2
  where id = $1
    and user_id = current_user_id()
    and (
      last_used_at is null
      or last_used_at < now() - interval '1 minute'
      or last_used_from is distinct from $2
    )
)
insert into activity_log (user_id, action, outcome, address, user_agent, request_id, detail)
select current_user_id(), 'key_used', 'done', $2, $3, $4, jsonb_build_object('key_id', $1::text)
from before
where last_used_from is distinct from $2
