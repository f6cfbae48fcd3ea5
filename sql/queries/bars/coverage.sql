-- What is stored of source $1: the series after symbol $2, by symbol, at most $3.
-- shape: rows
select
  symbol,
  timeframe,
  (extract(epoch from first_time) * 1000000)::bigint as first_us,
  (extract(epoch from last_time) * 1000000)::bigint as last_us,
  count,
  (extract(epoch from updated_at) * 1000000)::bigint as updated_us
from bar_series
where source = $1 and symbol > $2
order by symbol, timeframe
limit $3::bigint
