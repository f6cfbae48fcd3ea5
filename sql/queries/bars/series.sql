-- What is stored of symbol $2 of source $1.
-- shape: rows
select
  symbol,
  timeframe,
  (extract(epoch from first_time) * 1000000)::bigint as first_us,
  (extract(epoch from last_time) * 1000000)::bigint as last_us,
  count,
  (extract(epoch from updated_at) * 1000000)::bigint as updated_us
from bar_series
where source = $1 and symbol = $2
