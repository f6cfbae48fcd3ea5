-- Requests of the user with key $1 wait for each other from here until the transaction
-- ends; those that lock an account need it not.
-- shape: row
select
  pg_advisory_xact_lock(
    hashtextextended(current_user_id() || ' ' || $1, 7274823873)
  ) is null as locked
