-- What was kept of kind $1 under key $2, expired or not; times in microseconds.
-- shape: one
select
  body,
  source,
  (extract(epoch from fetched_at) * 1000000)::bigint as fetched_us,
  (extract(epoch from expires_at) * 1000000)::bigint as expires_us
from market_cache
where kind = $1 and key = $2
