-- The newest usage events before $1 (an id), at most $2 of them.
-- shape: rows
select
  id,
  to_char(received_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as received_at,
  name,
  page,
  duration_ms,
  properties
from telemetry_events
where id < $1::bigint
order by id desc
limit $2::bigint
