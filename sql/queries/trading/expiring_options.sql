-- For the market daemon: positions of all users in options that expire on day $1 or
-- before, after account $2, at most $3. Their symbol says when: AAPL260116C00150000.
-- shape: rows
select
  p.user_id,
  p.account_id,
  p.epoch,
  p.symbol,
  trim_scale(p.quantity) as quantity,
  trim_scale(p.cost) as cost
from positions p
join accounts a on a.user_id = p.user_id and a.id = p.account_id and a.epoch = p.epoch
where p.quantity <> 0
  and p.symbol ~ '[0-9]{6}[CP][0-9]{8}$'
  and left(right(p.symbol, 15), 6) <= to_char($1::date, 'YYMMDD')
  and p.account_id > $2::uuid
order by p.account_id, p.symbol
limit $3::bigint
