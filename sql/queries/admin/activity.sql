-- What everybody did before $1 (an id), newest first, at most $2 entries.
-- shape: rows
select
  l.id,
  u.public_id,
  u.username,
  to_char(l.created_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as created_at,
  l.action,
  l.outcome,
  l.address,
  l.user_agent,
  l.request_id,
  l.detail
from activity_log l
left join users u on u.id = l.user_id
where l.id < $1::bigint
order by l.id desc
limit $2::bigint
