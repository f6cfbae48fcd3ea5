-- Drops what has not counted for a day.
-- shape: row
with dropped as (
  delete from market_cache
  where expires_at < now() - interval '1 day'
  returning 1
)
select
  count(*) as dropped
from dropped
