-- Names the user on whose behalf the transaction reads and writes, and whether
-- it administrates; row-level security shows it what that allows.
-- shape: row
select
  set_config('papertrade.user_id', $1, true) as user_id,
  set_config('papertrade.admin', $2, true) as admin
