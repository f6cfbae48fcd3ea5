-- Where reader $1 has got to; one that is new begins with what comes from now on.
-- shape: row
insert into outbox_readers (name, made_by, id)
select $1, pg_snapshot_xmin(pg_current_snapshot()), 0
on conflict (name) do update
set id = outbox_readers.id
returning
  made_by,
  id
