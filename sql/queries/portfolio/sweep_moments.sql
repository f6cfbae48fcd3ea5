-- For the market daemon: drops moments before $1 (microseconds), at most $2.
-- shape: none
delete from account_moments
where ctid = any(array(
  select ctid
  from account_moments
  where at < from_us($1::bigint)
  limit $2::bigint
))
