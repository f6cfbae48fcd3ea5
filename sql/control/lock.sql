-- One migration run at a time; the lock goes with the connection.
select
  pg_advisory_lock(7274823871)
