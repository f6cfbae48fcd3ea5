-- What is to be fetched anew, longest waiting first, at most $1 of them.
-- shape: rows
select
  kind,
  key
from market_cache
where asked_at is not null
order by asked_at
limit $1::bigint
