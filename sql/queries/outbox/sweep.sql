-- For the market daemon: drops messages older than $1 (microseconds) that every reader has
-- dealt with, at most $2.
-- shape: none
delete from outbox
where (made_by, id) in (
  select
    o.made_by,
    o.id
  from outbox o
  where o.at < from_us($1::bigint)
    and not exists (
      select
      from outbox_readers r
      where (r.made_by, r.id) < (o.made_by, o.id)
    )
  order by o.made_by, o.id
  limit $2::bigint
)
