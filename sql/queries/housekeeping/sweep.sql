-- Drops what is over: sessions, tokens and links that ended a month ago.
-- shape: row
select
  sweep() as dropped
