-- Whoever changes the bars of source $1 waits for its turn: chunks are read,
-- merged and written back.
-- shape: rows
select
  pg_advisory_xact_lock(7274823, hashtext($1))
