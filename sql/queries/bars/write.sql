-- Puts a chunk in place of the one that is there: $1 source, $2 symbol, $3
-- timeframe, $4 day, $5 and $6 the times of its first and last bar in microseconds,
-- $7 how many bars, $8 checksum, $9 the chunk.
-- shape: none
insert into bars (
  source, symbol, timeframe, day, first_time, last_time, count, checksum, packed
)
values (
  $1,
  $2,
  $3,
  $4::date,
  timestamptz 'epoch' + $5::bigint * interval '1 microsecond',
  timestamptz 'epoch' + $6::bigint * interval '1 microsecond',
  $7::integer,
  $8::bigint,
  $9::bytea
)
on conflict (source, symbol, timeframe, day) do update
set
  first_time = excluded.first_time,
  last_time = excluded.last_time,
  count = excluded.count,
  checksum = excluded.checksum,
  fetched_at = now(),
  packed = excluded.packed
