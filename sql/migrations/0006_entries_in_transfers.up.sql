-- A transfer carries its entries. There is one row for what was five, and no order in which
-- they could be written that leaves a transfer without entries, or entries without one.

alter table transfers
  add column parties text[],
  add column assets text[],
  add column amounts numeric(30, 9)[];

update transfers t
set parties = e.parties, assets = e.assets, amounts = e.amounts
from (
  select
    user_id,
    account_id,
    transfer_id,
    array_agg(party::text order by line) as parties,
    array_agg(asset::text order by line) as assets,
    array_agg(amount::numeric order by line) as amounts
  from entries
  group by user_id, account_id, transfer_id
) as e
where e.user_id = t.user_id and e.account_id = t.account_id and e.transfer_id = t.id;

-- Are these the entries of a transfer: at least two, of parties and assets that there are,
-- none of nothing, that add up to nothing in each asset, money in whole millionths?
create function entries_sound(parties text[], assets text[], amounts numeric[])
returns boolean
language plpgsql
immutable
parallel safe
as $$
begin
  -- A fill without fees is two pairs, money and shares: nothing else is asked of those.
  if cardinality(parties) = 4 and cardinality(assets) = 4 and cardinality(amounts) = 4
    and parties <@ '{holder,market,broker,issuer,bank}'
    and assets[1] = 'usd' and assets[2] = 'usd' and assets[3] = assets[4]
    and assets[3] ~ '^[A-Z0-9.$^/_-]{1,23}$'
    and amounts[1] <> 0 and amounts[1] + amounts[2] = 0 and amounts[1] = round(amounts[1], 6)
    and amounts[3] <> 0 and amounts[3] + amounts[4] = 0
  then
    return true;
  end if;
  return cardinality(parties) >= 2
    and array_ndims(parties) = 1 and array_lower(parties, 1) = 1
    and array_dims(assets) = array_dims(parties)
    and array_dims(amounts) = array_dims(parties)
    and (
      select
        bool_and(coalesce(
          e.party in ('holder', 'market', 'broker', 'issuer', 'bank')
            and (e.asset = 'usd' or e.asset ~ '^[A-Z0-9.$^/_-]{1,23}$')
            and e.amount <> 0
            and (e.asset <> 'usd' or e.amount = round(e.amount, 6)),
          false
        ))
      from unnest(parties, assets, amounts) as e (party, asset, amount)
    )
    and not exists (
      select
      from unnest(assets, amounts) as e (asset, amount)
      group by e.asset
      having sum(e.amount) <> 0
    );
end
$$;

alter table transfers
  alter column parties set not null,
  alter column assets set not null,
  alter column amounts set not null,
  add constraint transfers_entries check (entries_sound(parties, assets, amounts));

drop trigger transfers_move on transfers;
drop function transfers_move();

create or replace function account_deposit(account accounts, at timestamptz) returns void
language sql
begin atomic
  insert into transfers (
    user_id, account_id, epoch, kind, at, note, parties, assets, amounts
  )
  values (
    account.user_id, account.id, account.epoch, 'deposit', at, 'starting cash',
    '{holder,bank}', '{usd,usd}', array[account.starting_cash, -account.starting_cash]
  );
end;

create or replace function account_reset(wanted uuid, new_cash numeric) returns boolean
language plpgsql
as $$
declare
  account accounts;
begin
  select * into account
  from accounts
  where id = wanted and user_id = current_user_id() and archived_at is null
  for update;
  if not found then
    return false;
  end if;
  update orders
  set status = 'canceled', canceled_at = now(), updated_at = now(), reason = 'account reset'
  where user_id = account.user_id and account_id = account.id and open;
  with held as (
    select symbol as asset, quantity as amount
    from positions
    where user_id = account.user_id and account_id = account.id
      and epoch = account.epoch and quantity <> 0
    union all
    select 'usd', account.cash where account.cash <> 0
  ), sides as (
    select held.asset, sides.party, held.amount * sides.sign as amount, sides.sign
    from held
    cross join (values ('holder', -1), ('bank', 1)) as sides (party, sign)
  )
  insert into transfers (user_id, account_id, epoch, kind, parties, assets, amounts)
  select
    account.user_id,
    account.id,
    account.epoch,
    'reset',
    array_agg(party order by asset, sign),
    array_agg(asset order by asset, sign),
    array_agg(amount order by asset, sign)
  from sides
  having count(*) > 0;
  update positions
  set quantity = 0, cost = 0, updated_at = now()
  where user_id = account.user_id and account_id = account.id
    and epoch = account.epoch and quantity <> 0;
  update lots
  set remaining = 0, cost = 0
  where user_id = account.user_id and account_id = account.id
    and epoch = account.epoch and remaining <> 0;
  update accounts
  set
    epoch = epoch + 1, starting_cash = new_cash, cash = new_cash, last_equity = new_cash,
    last_maintenance = 0, last_session = null
  where id = account.id
  returning * into account;
  perform account_deposit(account, now());
  return true;
end
$$;

create or replace view activities with (security_invoker = true) as
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

drop table entries;
drop function entries_balance();
drop domain ledger_party, ledger_asset, ledger_amount;

-- An entry a row.
create view entries with (security_invoker = true) as
select
  t.id as transfer_id,
  t.user_id,
  t.account_id,
  e.line::smallint as line,
  e.party,
  e.asset,
  e.amount
from transfers t
cross join lateral unnest(t.parties, t.assets, t.amounts)
  with ordinality as e (party, asset, amount, line);

grant select on entries to papertrade_app, papertrade_market;
grant execute on function entries_sound(text[], text[], numeric[])
to papertrade_app, papertrade_market;

-- The key finds what hangs on a lot, too.
drop index closings_lot;
alter table closings
  drop constraint closings_pkey,
  add primary key (user_id, account_id, lot_number, id);

create or replace function order_sound(
  symbol text, type text, class text, role text, parent_id uuid, quantity numeric,
  notional numeric, limit_price numeric, stop_price numeric, trail_price numeric,
  trail_percent numeric
) returns boolean
language plpgsql
immutable
parallel safe
as $$
begin
  -- Most are like this, and what follows has not even to be looked up for them.
  if type = 'market' and class = 'simple' and role = 'alone' and parent_id is null
    and symbol ~ '^[A-Z0-9.$^/_-]{1,23}$' and num_nonnulls(quantity, notional) = 1
    and num_nonnulls(limit_price, stop_price, trail_price, trail_percent) = 0
  then
    return true;
  end if;
  return
    -- The parent of several legs has no symbol and no price above zero of its own.
    (symbol ~ '^[A-Z0-9.$^/_-]{1,23}$' or (symbol = '' and class = 'mleg' and role = 'alone'))
    and (quantity is null) <> (notional is null)
    and (limit_price is null or limit_price > 0 or class = 'mleg')
    and case type
      when 'limit' then limit_price is not null or role = 'leg'
      when 'stop_limit' then limit_price is not null
      when 'stop' then true -- it may be given one when it is triggered
      else limit_price is null
    end
    and case type
      when 'stop' then stop_price is not null
      when 'stop_limit' then stop_price is not null
      when 'trailing_stop' then true
      else stop_price is null
    end
    and num_nonnulls(trail_price, trail_percent)
      = case type when 'trailing_stop' then 1 else 0 end
    and case role
      when 'alone' then parent_id is null
      when 'entry' then parent_id is null and class in ('bracket', 'oto')
      when 'leg' then parent_id is not null and class = 'mleg'
      when 'take_profit' then (parent_id is null) = (class = 'oco')
      else parent_id is not null
    end;
end
$$;

create or replace function order_progress_sound(
  status text, class text, role text, quantity numeric, filled_quantity numeric,
  fill_count bigint, filled_at timestamptz, canceled_at timestamptz, expired_at timestamptz,
  failed_at timestamptz, replaced_at timestamptz, replaced_by uuid
) returns boolean
language plpgsql
immutable
parallel safe
as $$
begin
  if status = 'filled' and filled_at is not null and filled_quantity > 0 and fill_count > 0
    and class = 'simple' and (quantity is null or filled_quantity = quantity)
  then
    return true;
  end if;
  return
    (
      quantity is null
      or filled_quantity <= quantity
      and (status <> 'filled' or filled_quantity = quantity)
    )
    -- What is filled of an order of several legs are its legs.
    and ((filled_quantity > 0) = (fill_count > 0) or (class = 'mleg' and role = 'alone'))
    and case status
      when 'filled' then filled_at is not null
      when 'canceled' then canceled_at is not null
      when 'expired' then expired_at is not null
      when 'rejected' then failed_at is not null
      when 'replaced' then replaced_at is not null and replaced_by is not null
      else true
    end;
end
$$;
