-- For the market daemon, at its start, before anything else of the outbox: after a restore
-- transactions are numbered anew, so what was made before counts as the oldest there is.
-- shape: none
with kept as (
  update outbox
  set made_by = '3'
  where made_by >= pg_snapshot_xmax(pg_current_snapshot())
)
update outbox_readers
set made_by = '3'
where made_by >= pg_snapshot_xmax(pg_current_snapshot())
