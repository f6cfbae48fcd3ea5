-- Notes an audit: $1 when it began, in microseconds, $2 accounts, $3 transfers, $4 entries,
-- $5 problems, $6 hash (null when it was not of all accounts).
insert into audit_runs (
  started_at, finished_at, accounts, transfers, entries, problems, hash
)
values (
  from_us($1::bigint),
  clock_timestamp(),
  $2::bigint,
  $3::bigint,
  $4::bigint,
  $5::bigint,
  $6
)
