-- The instruments after symbol $1, by symbol, at most $2 of them.
-- shape: rows
select
  symbol,
  name,
  exchange,
  sector,
  kind,
  flags,
  source
from instruments
where symbol > $1
order by symbol
limit $2::bigint
