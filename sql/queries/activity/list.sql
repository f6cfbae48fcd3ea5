-- The user's own log before $1 (an id), newest first, at most $2 entries.
-- shape: rows
select
  id,
  to_char(created_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as created_at,
  action,
  outcome,
  address,
  user_agent,
  request_id,
  detail
from activity_log
where user_id = current_user_id() and id < $1::bigint
order by id desc
limit $2::bigint
