-- What an account did that can be listed: fills, and transfers that are no fills. Each by a
-- view of its own: of a union not even the last ones are found without reading all.

drop view activities;

create view fill_activities with (security_invoker = true) as
select
  user_id,
  account_id,
  at,
  id,
  'FILL' as type,
  symbol::text as symbol,
  side::text as side,
  quantity::numeric as quantity,
  price::numeric as price,
  null::numeric as amount,
  null::numeric as per_share,
  order_id,
  position_quantity,
  '' as note
from fills;

create view other_activities with (security_invoker = true) as
select
  t.user_id,
  t.account_id,
  t.at,
  t.activity_id as id,
  case t.kind
    when 'deposit' then 'CSD'
    when 'withdrawal' then 'CSW'
    when 'fee' then 'FEE'
    when 'dividend' then 'DIV'
    when 'interest' then 'INT'
    when 'borrow' then 'FEE'
    when 'split' then 'SPLIT'
    when 'stock_dividend' then 'DIV'
    when 'symbol_change' then 'NC'
    when 'delisting' then 'MA'
    when 'exercise' then 'OPEXC'
    when 'assignment' then 'OPASN'
    when 'expiry' then 'OPEXP'
    else 'JNLC'
  end as type,
  coalesce(t.symbol, moved.symbol) as symbol,
  null::text as side,
  coalesce(t.quantity, moved.quantity) as quantity,
  null::numeric as price,
  coalesce(moved.amount, 0) as amount,
  t.per_share,
  null::uuid as order_id,
  null::numeric as position_quantity,
  t.note::text as note
from transfers t
cross join lateral (
  select
    sum(e.amount) filter (where e.asset = 'usd') as amount,
    -- What moves several at once is none's.
    case count(distinct e.asset) filter (where e.asset <> 'usd')
      when 1 then min(e.asset) filter (where e.asset <> 'usd')
    end as symbol,
    case count(distinct e.asset) filter (where e.asset <> 'usd')
      when 1 then sum(e.amount) filter (where e.asset <> 'usd')
    end as quantity
  from unnest(t.parties, t.assets, t.amounts) as e (party, asset, amount)
  where e.party = 'holder'
) as moved
where t.kind <> 'fill';

grant select on fill_activities, other_activities to papertrade_app;
