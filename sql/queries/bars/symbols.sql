-- The symbols of which source $1 has bars, after $2, at most $3, with what else is
-- known of them.
-- shape: rows
select
  known.symbol,
  coalesce(nullif(instruments.name, ''), known.symbol) as name,
  coalesce(instruments.exchange, '') as exchange,
  coalesce(instruments.sector, '') as sector,
  coalesce(instruments.kind, 0) as kind
from (
  select distinct symbol
  from bar_series
  where source = $1 and symbol > $2
) as known
left join instruments using (symbol)
order by known.symbol
limit $3::bigint
