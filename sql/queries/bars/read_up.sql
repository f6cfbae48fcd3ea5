-- Chunks of a series, oldest first: $1 source, $2 symbol, $3 timeframe, from the
-- chunk of day $4 to that of $5, at most $6 of them.
-- shape: rows
select
  day,
  count,
  checksum,
  packed
from bars
where source = $1 and symbol = $2 and timeframe = $3 and day between $4::date and $5::date
order by day
limit $6::bigint
