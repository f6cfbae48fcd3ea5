-- Keeps the usage events of one report; $1 is its body: under events, an
-- array of objects with name, page, duration_ms and properties.
-- shape: row
with kept as (
  insert into telemetry_events (name, page, duration_ms, properties)
  select
    event ->> 'name',
    event ->> 'page',
    (event ->> 'duration_ms')::bigint,
    coalesce(nullif(event -> 'properties', 'null'), '{}')
  from jsonb_array_elements($1::jsonb -> 'events') as event
  returning 1
)
select
  count(*) as kept
from kept
