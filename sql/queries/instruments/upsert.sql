-- Keeps what is known of instruments; $1 is a JSON array of objects with symbol,
-- name, exchange, sector, kind and flags (numbers), each symbol once; $2 the source.
-- Tells how many are new or differ.
-- shape: row
with changed as (
  insert into instruments (symbol, name, exchange, sector, kind, flags, source)
  select
    symbol,
    coalesce(name, ''),
    coalesce(exchange, ''),
    coalesce(sector, ''),
    kind,
    flags,
    $2
  from jsonb_to_recordset($1::jsonb) as given (
    symbol text, name text, exchange text, sector text, kind smallint, flags integer
  )
  on conflict (symbol) do update
  set
    name = excluded.name,
    exchange = excluded.exchange,
    sector = excluded.sector,
    kind = excluded.kind,
    flags = excluded.flags,
    source = excluded.source,
    updated_at = now()
  where (
      instruments.name, instruments.exchange, instruments.sector, instruments.kind,
      instruments.flags, instruments.source
    ) is distinct from (
      excluded.name, excluded.exchange, excluded.sector, excluded.kind, excluded.flags,
      excluded.source
    )
  returning 1
)
select
  count(*) as changed
from changed
