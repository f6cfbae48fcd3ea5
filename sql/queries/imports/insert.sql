-- Notes an import of the transaction's user, or of the command line: $1 file, $2
-- timeframe, $3 symbols, $4 rows read, $5 bars stored, $6 state, $7 problems, $8 when
-- it began, in microseconds.
-- shape: none
insert into imports (
  user_id, file_name, timeframe, symbols, rows, bars, state, problems, started_at
)
values (
  current_user_id(),
  $1,
  $2,
  $3::integer,
  $4::bigint,
  $5::bigint,
  $6,
  $7::jsonb,
  timestamptz 'epoch' + $8::bigint * interval '1 microsecond'
)
