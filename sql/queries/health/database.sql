-- What an operator wants to know of the database at a glance.
-- shape: row
select
  current_setting('server_version') as server_version,
  pg_database_size(current_database()) as size_bytes,
  (select count(*) from pg_stat_activity where datname = current_database()) as connections,
  current_setting('max_connections') as max_connections,
  (select installed_at from instance) as installed_at,
  (select id from instance) as instance_id
