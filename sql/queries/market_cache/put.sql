-- Keeps an answer: $1 kind, $2 key, $3 body, $4 source, $5 when it was fetched and $6
-- until when it counts, in microseconds.
-- shape: none
insert into market_cache (kind, key, body, source, fetched_at, expires_at)
values (
  $1,
  $2,
  $3,
  $4,
  timestamptz 'epoch' + $5::bigint * interval '1 microsecond',
  timestamptz 'epoch' + $6::bigint * interval '1 microsecond'
)
on conflict (kind, key) do update
set
  body = excluded.body,
  source = excluded.source,
  fetched_at = excluded.fetched_at,
  expires_at = excluded.expires_at
where market_cache.fetched_at <= excluded.fetched_at
