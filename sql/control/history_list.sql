-- The migrations that the database has, oldest first.
select
  version,
  name,
  checksum,
  to_char(applied_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as applied_at
from schema_migrations
order by version
