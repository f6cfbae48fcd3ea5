-- Names the user on whose behalf the transaction reads and writes;
-- row-level security shows it that user's rows alone.
-- shape: row
select
  set_config('papertrade.user_id', $1, true) as user_id
