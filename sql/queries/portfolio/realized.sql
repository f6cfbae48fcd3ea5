-- What account $1 realised in its present epoch from $2 until before $3 (microseconds), in
-- symbol $4 (null for any), with the fees paid on its fills: in all (neither symbol nor
-- day), by symbol, and by day in New York; at most $5.
-- shape: rows
with present as (
  select
    epoch
  from accounts
  where id = $1::uuid and user_id = current_user_id()
), moved as (
  -- By both first: there are far fewer days and symbols than closings.
  select
    symbol,
    (closed_at at time zone 'America/New_York')::date as day,
    count(*) as closings,
    sum(cash - cost) filter (where cash > cost) as gains,
    sum(cash - cost) filter (where cash < cost) as losses,
    null::numeric as fees
  from closings
  where user_id = current_user_id() and account_id = $1::uuid
    and epoch = (select epoch from present)
    and closed_at >= from_us($2::bigint)
    and closed_at < from_us($3::bigint)
    and ($4::text is null or symbol = $4)
  group by 1, 2
  union all
  select
    symbol,
    (at at time zone 'America/New_York')::date,
    0,
    null,
    null,
    sum(fee)
  from fills
  where user_id = current_user_id() and account_id = $1::uuid
    and epoch = (select epoch from present)
    and at >= from_us($2::bigint)
    and at < from_us($3::bigint)
    and ($4::text is null or symbol = $4)
    and fee > 0
  group by 1, 2
), summed as (
  select
    symbol,
    day,
    grouping(symbol) + grouping(day) as breadth,
    coalesce(sum(closings), 0) as closings,
    coalesce(sum(gains), 0) as gains,
    coalesce(sum(losses), 0) as losses,
    coalesce(sum(fees), 0) as fees
  from moved
  group by grouping sets ((), (symbol), (day))
)
select
  symbol,
  day,
  closings,
  trim_scale(gains + losses) as realized,
  trim_scale(gains) as gains,
  trim_scale(losses) as losses,
  trim_scale(fees) as fees,
  trim_scale(gains + losses - fees) as net
from summed
order by breadth desc, symbol, day
limit $5::bigint
