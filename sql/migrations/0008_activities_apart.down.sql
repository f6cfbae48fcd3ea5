drop view fill_activities, other_activities;

create view activities with (security_invoker = true) as
select
  user_id,
  account_id,
  epoch,
  at,
  id,
  'FILL' as type,
  symbol,
  side,
  quantity,
  price,
  null::numeric as amount,
  null::numeric as per_share,
  order_id,
  position_quantity,
  '' as note
from fills
union all
select
  t.user_id,
  t.account_id,
  t.epoch,
  t.at,
  t.activity_id,
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
  end,
  coalesce(t.symbol, moved.symbol),
  null,
  coalesce(t.quantity, moved.quantity),
  null,
  coalesce(moved.amount, 0),
  t.per_share,
  null,
  null,
  t.note
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

grant select on activities to papertrade_app, papertrade_market;
