-- For the market daemon: drops replies that were given before $1 (microseconds), at most $2.
-- shape: none
delete from idempotency_keys
where ctid = any(array(
  select ctid
  from idempotency_keys
  where created_at < from_us($1::bigint)
  limit $2::bigint
))
