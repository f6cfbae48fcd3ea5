-- Notes what was written of a series: $1 source, $2 symbol, $3 timeframe, $4 and $5
-- the times of the first and last bar written in microseconds, $6 how many are new.
-- shape: none
insert into bar_series as known (source, symbol, timeframe, first_time, last_time, count)
values (
  $1,
  $2,
  $3,
  timestamptz 'epoch' + $4::bigint * interval '1 microsecond',
  timestamptz 'epoch' + $5::bigint * interval '1 microsecond',
  $6::bigint
)
on conflict (source, symbol, timeframe) do update
set
  first_time = least(known.first_time, excluded.first_time),
  last_time = greatest(known.last_time, excluded.last_time),
  count = known.count + $6::bigint,
  updated_at = clock_timestamp()
