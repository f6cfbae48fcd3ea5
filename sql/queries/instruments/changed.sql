-- The instruments that are new or changed since $1, in microseconds; oldest change
-- first.
-- shape: rows
select
  symbol,
  name,
  exchange,
  sector,
  kind,
  flags,
  (extract(epoch from updated_at) * 1000000)::bigint as updated_us
from instruments
where updated_at > timestamptz 'epoch' + $1::bigint * interval '1 microsecond'
order by updated_at, symbol
