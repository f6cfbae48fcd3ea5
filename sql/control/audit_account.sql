-- What is wrong in the books of account $1: where, and what. Of all that is derived it
-- is asked whether it follows from the ledger. What was read is compared by hashing (see
-- audit_plan.sql), in time that grows with it and no faster.
with account as (
  select *
  from accounts
  where id = $1::uuid
), booked as (
  select
    t.id,
    t.epoch,
    t.kind,
    t.at,
    t.symbol,
    t.fill_id,
    e.line,
    e.party,
    e.asset,
    e.amount
  from transfers t
  left join lateral unnest(t.parties, t.assets, t.amounts)
    with ordinality as e (party, asset, amount, line) on true
  where t.user_id = (select user_id from account) and t.account_id = $1::uuid
), held as (
  select
    epoch,
    asset,
    sum(amount) as amount
  from booked
  where party = 'holder'
  group by epoch, asset
), positioned as (
  select
    p.epoch,
    p.symbol,
    p.quantity,
    p.cost
  from positions p
  where p.user_id = (select user_id from account) and p.account_id = $1::uuid
), lotted as (
  select
    l.*
  from lots l
  where l.user_id = (select user_id from account) and l.account_id = $1::uuid
), left_over as (
  select
    epoch,
    symbol,
    sum(remaining) as quantity,
    sum(cost) as cost
  from lotted
  group by epoch, symbol
), closed as (
  select
    c.*
  from closings c
  where c.user_id = (select user_id from account) and c.account_id = $1::uuid
), closed_of_lot as (
  select
    lot_number,
    sum(cost) as cost
  from closed
  group by lot_number
), closed_by_fill as (
  select
    fill_id,
    sum(quantity) as quantity,
    sum(cash) as cash
  from closed
  where fill_id is not null
  group by fill_id
), resized as (
  -- A split gives lots other quantities, and the cost of one that is left with nothing to
  -- another.
  select distinct epoch
  from booked
  where kind in ('split', 'stock_dividend')
), ordered as (
  select
    o.*
  from orders o
  where o.user_id = (select user_id from account) and o.account_id = $1::uuid
), filled as (
  select
    f.*
  from fills f
  where f.user_id = (select user_id from account) and f.account_id = $1::uuid
), of_order as (
  select
    order_id,
    count(*) as count,
    max(number) as last,
    sum(quantity) as quantity,
    sum(value) as value,
    sum(fee) as fees
  from filled
  group by order_id
), of_fill as (
  select
    fill_id,
    count(distinct id) as transfers,
    min(epoch) as epoch
  from booked
  where fill_id is not null
  group by fill_id
), moved as (
  select
    fill_id,
    coalesce(sum(amount) filter (where asset = 'usd'), 0) as cash,
    min(asset) filter (where asset <> 'usd') as symbol,
    count(distinct asset) filter (where asset <> 'usd') as symbols,
    coalesce(sum(amount) filter (where asset <> 'usd'), 0) as quantity
  from booked
  where fill_id is not null and party = 'holder'
  group by fill_id
), problems (place, problem) as (
  select
    'transfer ' || id,
    case
      when count(line) = 0 then 'has no entries'
      else 'has ' || count(line) || ' entries, too few or not all of them whole'
    end
  from booked
  group by id
  having count(line) < 2
    or count(party) <> count(line)
    or count(asset) <> count(line)
    or count(amount) <> count(line)
  union all
  select
    'transfer ' || id,
    'adds up to ' || trim_scale(sum(amount)) || ' ' || asset
  from booked
  where asset is not null
  group by id, asset
  having sum(amount) <> 0
  union all
  select
    'epoch ' || s.epoch,
    'does not begin with a deposit'
  from account a
  cross join lateral generate_series(1, a.epoch) as s (epoch)
  where (
    select kind
    from booked
    where booked.epoch = s.epoch
    order by id
    limit 1
  ) is distinct from 'deposit'
  union all
  select
    'epoch ' || epoch,
    'is later than the account''s'
  from (
    select epoch from booked
    union
    select epoch from ordered
    union
    select epoch from positioned
  ) as epochs
  where epoch > (select epoch from account)
  union all
  select
    'cash',
    'is ' || trim_scale(a.cash) || ', and by the ledger ' || trim_scale(coalesce(h.amount, 0))
  from account a
  left join held h on h.epoch = a.epoch and h.asset = 'usd'
  where a.cash <> coalesce(h.amount, 0)
  union all
  select
    'epoch ' || h.epoch,
    'is over, and ' || trim_scale(h.amount) || ' ' || h.asset || ' is left in it'
  from held h
  where h.amount <> 0 and h.epoch < (select epoch from account)
  union all
  select
    'position ' || coalesce(p.symbol, h.asset),
    'is ' || trim_scale(coalesce(p.quantity, 0)) || ', and by the ledger '
    || trim_scale(coalesce(h.amount, 0))
  from positioned p
  full join (select * from held where asset <> 'usd') h
    on h.epoch = p.epoch and h.asset = p.symbol
  where coalesce(p.quantity, 0) <> coalesce(h.amount, 0)
  union all
  select
    'lots of ' || coalesce(p.symbol, l.symbol),
    'are ' || trim_scale(coalesce(l.quantity, 0)) || ', and the position '
    || trim_scale(coalesce(p.quantity, 0))
  from positioned p
  full join left_over l on l.epoch = p.epoch and l.symbol = p.symbol
  where coalesce(p.quantity, 0) <> coalesce(l.quantity, 0)
  union all
  select
    'position ' || p.symbol,
    'has cost ' || trim_scale(p.cost) || ', and its lots '
    || trim_scale(coalesce(l.cost, 0))
  from positioned p
  left join left_over l on l.epoch = p.epoch and l.symbol = p.symbol
  where p.cost <> coalesce(l.cost, 0)
  union all
  select
    'lots of ' || symbol,
    'lie on both sides'
  from lotted
  where remaining <> 0
  group by epoch, symbol
  having min(sign(remaining)) <> max(sign(remaining))
  union all
  select
    'lot ' || max(l.number),
    'is numbered beyond the ' || a.lot_count || ' that the account counts'
  from account a
  cross join lotted l
  group by a.lot_count
  having max(l.number) > a.lot_count
  union all
  -- A reset takes what is held, at no price.
  select
    'lot ' || l.number,
    'was opened for ' || trim_scale(o.value) || ', of which ' || trim_scale(l.cost)
    || ' are left and ' || trim_scale(coalesce(c.cost, 0)) || ' closed'
  from lotted l
  join filled f on f.id = l.fill_id
  left join closed_of_lot c on c.lot_number = l.number
  cross join lateral (
    select case f.side when 'buy' then f.value else -f.value end as value
  ) as o
  where l.epoch = (select epoch from account)
    and l.epoch not in (select epoch from resized)
    and o.value <> l.cost + coalesce(c.cost, 0)
  union all
  select
    'lots',
    'were opened for ' || trim_scale(sum(o.value)) || ', of which ' || trim_scale(sum(l.cost))
    || ' are left and ' || trim_scale(sum(coalesce(c.cost, 0))) || ' closed'
  from lotted l
  join filled f on f.id = l.fill_id
  left join closed_of_lot c on c.lot_number = l.number
  cross join lateral (
    select case f.side when 'buy' then f.value else -f.value end as value
  ) as o
  where l.epoch = (select epoch from account)
    and l.epoch in (select epoch from resized)
  having sum(o.value) <> sum(l.cost + coalesce(c.cost, 0))
  union all
  -- It opens a lot, or closes what it is for: nothing crosses zero.
  select
    'fill ' || f.id,
    case
      when l.number is null and c.fill_id is null then 'neither opens nor closes a lot'
      when l.number is not null and c.fill_id is not null then 'opens a lot and closes others'
      when l.number is not null then
        'is ' || f.side || ' ' || trim_scale(f.quantity) || ', and opens a lot of '
        || trim_scale(l.quantity)
      else
        'is ' || f.side || ' ' || trim_scale(f.quantity) || ' for ' || trim_scale(f.value)
        || ', and closes ' || trim_scale(c.quantity) || ' for ' || trim_scale(c.cash)
    end
  from filled f
  left join lotted l on l.fill_id = f.id
  left join closed_by_fill c on c.fill_id = f.id
  cross join lateral (
    select case f.side when 'buy' then 1 else -1 end as sign
  ) as s
  where (l.number is null) = (c.fill_id is null)
    or sign(l.quantity) <> s.sign
    or l.quantity <> s.sign * f.quantity and f.epoch not in (select epoch from resized)
    or c.quantity <> -s.sign * f.quantity
    or c.cash <> -s.sign * f.value
  union all
  select
    'closing ' || c.id,
    'is of lot ' || c.lot_number || ', ' || case
      when l.number is null then 'which is not there'
      else 'which is of another epoch or on the other side'
    end
  from closed c
  left join lotted l on l.number = c.lot_number
  where l.number is null or l.epoch <> c.epoch or sign(l.quantity) <> sign(c.quantity)
  union all
  select
    'closing ' || c.id,
    'is by a fill that is not there'
  from closed c
  where c.fill_id is not null and not exists (select from filled f where f.id = c.fill_id)
  union all
  -- What is closed without a fill is closed by a corporate action, for what that pays.
  select
    'closings of ' || coalesce(c.symbol, t.symbol) || ' by a corporate action',
    'are for ' || trim_scale(coalesce(c.cash, 0)) || ', and it paid '
    || trim_scale(coalesce(t.cash, 0))
  from (
    select
      epoch,
      closed_at as at,
      symbol,
      sum(cash) as cash
    from closed
    where fill_id is null
    group by epoch, closed_at, symbol
  ) as c
  full join (
    select
      epoch,
      at,
      symbol,
      sum(amount) as cash
    from booked
    where kind in ('split', 'stock_dividend', 'delisting')
      and party = 'holder'
      and asset = 'usd'
    group by epoch, at, symbol
  ) as t
    on t.epoch = c.epoch and t.at = c.at and t.symbol = c.symbol
  where coalesce(c.cash, 0) <> coalesce(t.cash, 0)
  union all
  select
    'orders',
    'are ' || count(o.number) || ', numbered up to ' || coalesce(max(o.number), 0)
    || ', and the account counts ' || a.order_count
  from account a
  left join ordered o on true
  group by a.order_count
  having count(o.number) <> a.order_count or coalesce(max(o.number), 0) <> a.order_count
  union all
  select
    'order ' || o.id,
    'has filled ' || trim_scale(o.filled_quantity) || ' for ' || trim_scale(o.filled_value)
    || ' and ' || trim_scale(o.fees) || ' in ' || o.fill_count || ' fills, and its fills say '
    || trim_scale(coalesce(f.quantity, 0)) || ' for ' || trim_scale(coalesce(f.value, 0))
    || ' and ' || trim_scale(coalesce(f.fees, 0)) || ' in ' || coalesce(f.count, 0)
  from ordered o
  -- What takes another's place takes over what that has filled.
  left join ordered p on p.id = o.replaces
  left join of_order f on f.order_id = o.id
  where (
    o.filled_quantity <> coalesce(p.filled_quantity, 0) + coalesce(f.quantity, 0)
    or o.filled_value <> coalesce(p.filled_value, 0) + coalesce(f.value, 0)
    or o.fees <> coalesce(p.fees, 0) + coalesce(f.fees, 0)
    or o.fill_count <> coalesce(p.fill_count, 0) + coalesce(f.count, 0)
  )
    -- Of several legs it counts how often all of them were filled; they have the fills.
    and (o.class <> 'mleg' or o.role = 'leg')
  union all
  select
    'order ' || o.id,
    'is overfilled: ' || trim_scale(f.quantity) || ' of ' || trim_scale(o.quantity)
  from ordered o
  join of_order f on f.order_id = o.id
  where f.quantity > o.quantity
  union all
  select
    'order ' || o.id,
    'has fills that are numbered with gaps'
  from ordered o
  left join ordered p on p.id = o.replaces
  join of_order f on f.order_id = o.id
  where f.last <> coalesce(p.fill_count, 0) + f.count
  union all
  select
    'order ' || o.id,
    'is open in epoch ' || o.epoch || ', which is over'
  from ordered o
  where o.open and o.epoch < (select epoch from account)
  union all
  select
    'fill ' || f.id,
    'has no order'
  from filled f
  where not exists (select from ordered o where o.id = f.order_id)
  union all
  select
    'fill ' || f.id,
    'is not what its order is: ' || f.side || ' ' || f.symbol || ' in epoch ' || f.epoch
  from filled f
  join ordered o on o.id = f.order_id
  where f.side <> o.side or f.epoch <> o.epoch
  union all
  select
    'fill ' || f.id,
    'has no quote'
  from filled f
  where f.bid = 0 and f.ask = 0
  union all
  -- A contract is for a hundred shares.
  select
    'fill ' || f.id,
    'is worth ' || trim_scale(f.value) || ', and ' || trim_scale(f.quantity) || ' at '
    || trim_scale(f.price) || ' are not'
  from filled f
  where abs(
    f.value
    - f.price * f.quantity * case when f.symbol ~ '[0-9]{6}[CP][0-9]{8}$' then 100 else 1 end
  ) >= 0.000001
  union all
  select
    'fill ' || f.id,
    'has ' || coalesce(t.transfers, 0) || ' transfers'
  from filled f
  left join of_fill t on t.fill_id = f.id
  where coalesce(t.transfers, 0) <> 1
  union all
  select
    'fill ' || t.fill_id,
    'has a transfer, and is not there'
  from of_fill t
  where not exists (select from filled f where f.id = t.fill_id)
  union all
  select
    'fill ' || f.id,
    'is not what its transfer moves: ' || trim_scale(coalesce(m.quantity, 0)) || ' '
    || coalesce(m.symbol, 'of nothing') || ' and ' || trim_scale(coalesce(m.cash, 0))
  from filled f
  join of_fill t on t.fill_id = f.id
  left join moved m on m.fill_id = f.id
  where t.epoch <> f.epoch
    or m.symbols is distinct from 1
    or m.symbol <> f.symbol
    or m.quantity <> case f.side when 'buy' then f.quantity else -f.quantity end
    or m.cash <> case f.side when 'buy' then -f.value else f.value end - f.fee
  union all
  -- Of an order and its legs only one can still be filled: they offer the same shares.
  select
    'position ' || offered.symbol,
    'is ' || trim_scale(p.quantity) || ', and ' || trim_scale(sum(offered.quantity))
    || ' are offered'
  from (
    select
      o.epoch,
      o.symbol,
      coalesce(o.parent_id, o.id) as in_group,
      max(o.quantity - o.filled_quantity) as quantity
    from ordered o
    where o.open and o.side = 'sell' and o.status <> 'held' and o.class <> 'mleg'
    group by o.epoch, o.symbol, in_group
  ) as offered
  join positioned p on p.epoch = offered.epoch and p.symbol = offered.symbol
  where p.quantity > 0
  group by p.epoch, offered.symbol, p.quantity
  having sum(offered.quantity) > p.quantity
)
select
  place,
  problem
from problems
order by place, problem
limit 1000
