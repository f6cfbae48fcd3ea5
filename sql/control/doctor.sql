-- What doctor asks the database, as the server's own role.
select
  (select coalesce(max(version), 0) from schema_migrations) as version,
  extract(epoch from clock_timestamp())::bigint as epoch,
  current_setting('fsync') as fsync,
  current_setting('full_page_writes') as full_page_writes,
  current_setting('synchronous_commit') as synchronous_commit,
  current_setting('max_connections')::int
    - current_setting('superuser_reserved_connections')::int as connections,
  extract(epoch from greatest(
    (select max(applied_at) from schema_migrations),
    (select max(finished_at) from audit_runs)) - clock_timestamp())::bigint as ahead
