-- For the market daemon: symbols in which orders of anybody are open, and how many.
-- shape: rows
select
  symbol,
  count(*) as orders
from orders
where open and symbol <> ''
group by symbol
order by symbol
