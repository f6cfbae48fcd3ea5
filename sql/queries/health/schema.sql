-- The newest migration that the database has.
-- shape: row
select
  coalesce(max(version), 0) as version
from schema_migrations
