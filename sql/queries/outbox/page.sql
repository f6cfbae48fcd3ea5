-- For the market daemon: messages of all users beyond place ($1 made_by, $2 id), in order,
-- at most $3, and none that a transaction still running could slip in before.
-- shape: rows
select
  made_by,
  id,
  user_id,
  account_id,
  to_us(at) as at_us,
  kind,
  payload
from outbox
where (made_by, id) > ($1::xid8, $2::bigint)
  and made_by < pg_snapshot_xmin(pg_current_snapshot())
order by made_by, id
limit $3::bigint
