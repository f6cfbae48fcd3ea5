-- Entries a row each again.
drop view entries;

create domain ledger_asset as text check (value = 'usd' or value ~ '^[A-Z0-9.$^/_-]{1,23}$');
create domain ledger_party as text
  check (value in ('holder', 'market', 'broker', 'issuer', 'bank'));
create domain ledger_amount as numeric(30, 9) check (value <> 0);

create table entries (
  transfer_id bigint not null,
  user_id bigint not null,
  account_id uuid not null,
  line smallint not null,
  party ledger_party not null,
  asset ledger_asset not null,
  amount ledger_amount not null,
  primary key (user_id, account_id, transfer_id, line),
  foreign key (user_id, account_id, transfer_id)
    references transfers (user_id, account_id, id) on delete cascade
);

insert into entries (transfer_id, user_id, account_id, line, party, asset, amount)
select t.id, t.user_id, t.account_id, e.line, e.party, e.asset, e.amount
from transfers t
cross join lateral unnest(t.parties, t.assets, t.amounts)
  with ordinality as e (party, asset, amount, line);

-- Entries come as whole transfers: lines 1 to n, at least two, adding up to nothing
-- in each asset. Since line 1 is among them, a transfer can be written only once.
create function entries_balance() returns trigger
language plpgsql
as $$
begin
  if not exists (
    select
    from added
    group by grouping sets (
      (user_id, account_id, transfer_id), (user_id, account_id, transfer_id, asset)
    )
    having case grouping(asset)
      when 1 then count(*) < 2 or min(line) <> 1 or max(line) <> count(*)
      else sum(amount) <> 0 or asset = 'usd' and bool_or(amount <> round(amount, 6))
    end
  ) then
    return null;
  end if;
  if exists (
    select
    from added
    group by user_id, account_id, transfer_id
    having count(*) < 2 or min(line) <> 1 or max(line) <> count(*)
  ) then
    raise check_violation using
      message = 'a transfer is written at once, with its lines numbered',
      constraint = 'entries_whole', table = 'entries';
  end if;
  raise check_violation using
    message = 'the entries of a transfer do not add up to nothing, in whole millionths',
    constraint = 'entries_balance', table = 'entries';
end
$$;

create trigger entries_balance
after insert on entries
referencing new table as added
for each statement execute function entries_balance();

-- One by one, by the key: as a join it would be planned for tables that were empty.
create function transfers_move() returns trigger
language plpgsql
as $$
declare
  made record;
begin
  for made in select user_id, account_id, id from added loop
    if not exists (
      select
      from entries
      where user_id = made.user_id
        and account_id = made.account_id
        and transfer_id = made.id
        and line = 1
    ) then
      raise check_violation using
        message = 'a transfer has entries, written by the same statement',
        constraint = 'transfers_move', table = 'transfers';
    end if;
  end loop;
  return null;
end
$$;

create trigger transfers_move
after insert on transfers
referencing new table as added
for each statement execute function transfers_move();

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
  from entries e
  where e.user_id = t.user_id
    and e.account_id = t.account_id
    and e.transfer_id = t.id
    and e.party = 'holder'
) as moved
where t.kind <> 'fill';

create or replace function account_deposit(account accounts, at timestamptz) returns void
language sql
begin atomic
  with deposit as (
    insert into transfers (user_id, account_id, epoch, kind, at, note)
    values (account.user_id, account.id, account.epoch, 'deposit', at, 'starting cash')
    returning id
  )
  insert into entries (transfer_id, user_id, account_id, line, party, asset, amount)
  select deposit.id, account.user_id, account.id, line, party, 'usd', amount
  from deposit
  cross join (
    values (1, 'holder', account.starting_cash), (2, 'bank', -account.starting_cash)
  ) as lines (line, party, amount);
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
  ), moved as (
    insert into transfers (user_id, account_id, epoch, kind)
    select account.user_id, account.id, account.epoch, 'reset'
    where exists (select from held)
    returning id
  )
  insert into entries (transfer_id, user_id, account_id, line, party, asset, amount)
  select
    moved.id, account.user_id, account.id,
    row_number() over (order by held.asset, sides.sign), sides.party, held.asset,
    held.amount * sides.sign
  from moved
  cross join held
  cross join (values ('holder', -1), ('bank', 1)) as sides (party, sign);
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

alter table transfers
  drop column parties,
  drop column assets,
  drop column amounts;
drop function entries_sound(text[], text[], numeric[]);

alter table entries enable row level security;
create policy own on entries using (user_id = current_user_id());
create policy market on entries for select to papertrade_market using (true);
grant select, insert on entries to papertrade_app, papertrade_market;

alter table closings
  drop constraint closings_pkey,
  add primary key (user_id, account_id, id);
create index closings_lot on closings (account_id, lot_number);

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
