-- How many day trades account $1 has made since $2 (microseconds): symbols of which something
-- was opened and closed on the same day in New York.
-- shape: row
select
  count(distinct (c.symbol, (c.closed_at at time zone 'America/New_York')::date)) as day_trades
from closings c
where c.user_id = current_user_id()
  and c.account_id = $1::uuid
  and c.closed_at >= from_us($2::bigint)
  and (c.opened_at at time zone 'America/New_York')::date
    = (c.closed_at at time zone 'America/New_York')::date
