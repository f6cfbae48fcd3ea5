-- What is left of the lots of account $1 in symbols $2 (an array) that orders of side $3
-- would close: of buys the short ones, of sells the long ones; null for both. Oldest first.
-- Symbol by symbol, each along the index: where lots come and go fast, an index is full of
-- what has gone. Planned alike for any symbols: else it is planned for each.
-- shape: rows
select
  l.number,
  l.symbol,
  to_us(l.opened_at) as opened_us,
  l.fill_id,
  trim_scale(l.quantity) as quantity,
  trim_scale(l.remaining) as remaining,
  trim_scale(l.cost) as cost
from accounts a
cross join unnest((select $2::text[])) as wanted (symbol)
cross join lateral (
  select *
  from lots
  where user_id = a.user_id
    and account_id = a.id
    and epoch = a.epoch
    and symbol = wanted.symbol
    and open
    and ($3::text is null or (remaining < 0) = ($3 = 'buy'))
  order by number
) as l
where a.user_id = current_user_id() and a.id = $1::uuid
