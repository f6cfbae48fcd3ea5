-- The user of a transaction, where it is learned only on the way: whoever signs
-- in, refreshes a session or follows a link.
-- shape: row
select
  set_config('papertrade.user_id', $1, true) as user_id
