-- For the market daemon: open orders of all users that end by $1 (microseconds), the
-- earliest first, at most $2.
-- shape: rows
select *
from order_tickets
where open and expires_at <= from_us($1::bigint)
order by expires_at, number
limit $2::bigint
