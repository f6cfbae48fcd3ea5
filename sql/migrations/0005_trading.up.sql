-- Trading: accounts, orders, fills, and the ledger from which all holdings follow.
-- Each table with a user's data names the user and the account, both together, so
-- that row-level security needs no look elsewhere and nothing of one account can
-- hang on another. The server's role acts for one user at a time; the market
-- daemon's role finds work of all users, and writes for the one it then names.

create function to_us(at timestamptz) returns bigint
language sql
stable
parallel safe
return (extract(epoch from at) * 1000000)::bigint;

create function from_us(us bigint) returns timestamptz
language sql
stable
parallel safe
return timestamptz 'epoch' + us * interval '1 microsecond';

-- Words and amounts. A domain is checked where a value comes in; a check of the table
-- would be read and planned again for each statement that writes a row.

create domain ticker as text check (value ~ '^[A-Z0-9.$^/_-]{1,23}$');
-- Cash is 'usd': symbols are in capitals, and there is a fund called USD.
create domain ledger_asset as text check (value = 'usd' or value ~ '^[A-Z0-9.$^/_-]{1,23}$');
create domain ledger_party as text
  check (value in ('holder', 'market', 'broker', 'issuer', 'bank'));
create domain ledger_amount as numeric(30, 9) check (value <> 0);
create domain transfer_kind as text check (value in (
  'deposit', 'withdrawal', 'fill', 'fee', 'dividend', 'interest', 'borrow', 'split',
  'stock_dividend', 'symbol_change', 'delisting', 'exercise', 'assignment', 'expiry',
  'journal', 'reset'
));
create domain epoch_number as integer check (value > 0);
create domain whole_number as bigint check (value > 0);
create domain how_many as bigint check (value >= 0);
create domain client_id as text check (length(value) between 1 and 128);
create domain asset_class as text check (value in ('us_equity', 'us_option'));
create domain order_side as text check (value in ('buy', 'sell'));
create domain order_type as text
  check (value in ('market', 'limit', 'stop', 'stop_limit', 'trailing_stop'));
create domain order_term as text check (value in ('day', 'gtc', 'opg', 'cls', 'ioc', 'fok'));
create domain order_class as text check (value in ('simple', 'bracket', 'oco', 'oto', 'mleg'));
create domain order_role as text
  check (value in ('alone', 'entry', 'take_profit', 'stop_loss', 'leg'));
create domain position_intent as text
  check (value in ('buy_to_open', 'buy_to_close', 'sell_to_open', 'sell_to_close'));
create domain order_status as text check (value in (
  'new', 'partially_filled', 'filled', 'done_for_day', 'canceled', 'expired', 'replaced',
  'pending_cancel', 'pending_replace', 'accepted', 'pending_new', 'accepted_for_bidding',
  'stopped', 'rejected', 'suspended', 'calculated', 'held'
));
create domain order_source as text check (value in (
  'web', 'key', 'strategy', 'routine', 'agent', 'webhook', 'import', 'system'
));
create domain some_price as numeric(20, 6) check (value > 0);
create domain some_quantity as numeric(20, 9) check (value > 0);
create domain money_or_none as numeric(20, 6) check (value >= 0);
create domain signed_quantity as numeric(20, 9) check (value <> 0);
create domain quantity_or_none as numeric(20, 9) check (value >= 0);
create domain fee_rate as numeric(20, 6) check (value between 0 and 1000000);
create domain basis_points as integer check (value between 0 and 1000000);
create domain share_bp as integer check (value between 1 and 100000);
create domain margin_multiplier as smallint check (value in (1, 2, 4));
create domain trade_check as text check (value in ('entry', 'exit', 'both'));
create domain confirmation as text check (value in ('all', 'none'));
create domain fill_model as text check (value in ('realistic', 'touch'));
create domain lot_method as text check (value in ('fifo', 'lifo', 'highest', 'specific'));
create domain small_name as text check (value ~ '^[a-z_]{1,32}$');
create domain label as text check (length(value) between 1 and 96);
create domain remark as text check (length(value) <= 256);
create domain message as json
  check (json_typeof(value) = 'object' and octet_length(value::text) <= 65536);
create domain digest as bytea check (length(value) = 32);
create domain reply_status as smallint check (value between 200 and 499);
create domain reply_body as text check (octet_length(value) <= 1048576);

-- Accounts.

create sequence account_numbers as bigint maxvalue 999999999;

alter table accounts
  -- Each number once, and none tells how many there are.
  add column account_number text not null unique
    default 'PA' || lpad((nextval('account_numbers') * 387420489 % 1000000000)::text, 9, '0'),
  add column epoch epoch_number not null default 1, -- grows with each reset
  add column cash numeric(20, 6) not null default 0, -- derived from the ledger
  add column order_count how_many not null default 0, -- numbers its orders
  add column lot_count how_many not null default 0, -- numbers what opens and closes lots
  add column multiplier margin_multiplier not null default 4,
  add column shorting boolean not null default true,
  add column fractional boolean not null default true,
  add column fill_model fill_model not null default 'realistic',
  add column lot_method lot_method not null default 'fifo',
  add column seed how_many not null
    default hashtextextended(gen_random_uuid()::text, 0) & 9223372036854775807,
  -- What the account pays. Basis points are of a year.
  add column fee_per_order fee_rate not null default 0,
  add column fee_per_share fee_rate not null default 0,
  add column fee_least fee_rate not null default 0,
  add column fee_most fee_rate not null default 0, -- 0: no ceiling
  add column fee_regulatory boolean not null default false,
  add column borrow_bp basis_points not null default 30,
  add column interest_bp basis_points not null default 625,
  -- What its user configures, by the names that Alpaca's clients use.
  add column dtbp_check trade_check not null default 'entry',
  add column max_margin_multiplier margin_multiplier not null default 4,
  add column no_shorting boolean not null default false,
  add column pdt_check trade_check not null default 'entry',
  add column ptp_no_exception_entry boolean not null default false,
  add column suspend_trade boolean not null default false,
  add column trade_confirm_email confirmation not null default 'all',
  add column day_trade_check boolean not null default false, -- the rule is opt-in
  -- The user's own limits; null is none.
  add column largest_order some_price,
  add column position_share_bp share_bp,
  add column daily_loss some_price,
  add column orders_a_day whole_number,
  add column killed_at timestamptz,
  add column killed_by label,
  -- At the close of the last session.
  add column last_equity numeric(20, 6) not null default 0,
  add column last_maintenance money_or_none not null default 0,
  add column last_session date,
  add constraint accounts_sound check (
    (cash >= 0 or multiplier > 1)
    and (fee_most = 0 or fee_most >= fee_least)
    and (killed_at is null) = (killed_by is null)
  );

-- Stops all trading on the server, until it is released.
create table kill_switch (
  single boolean primary key default true check (single),
  killed_at timestamptz,
  killed_by label,
  reason remark,
  check ((killed_at is null) = (killed_by is null))
);

insert into kill_switch default values;

-- Does an order contradict itself? One function, for it is compiled once, where checks
-- are read and planned for each statement.
create function order_sound(
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

-- Is an order as far as its status says?
create function order_progress_sound(
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

-- Orders. Their numbers count an account's orders without gaps, over all epochs.
create table orders (
  id uuid not null,
  user_id bigint not null,
  account_id uuid not null,
  epoch epoch_number not null,
  number whole_number not null,
  client_order_id client_id not null,
  parent_id uuid, -- of a leg: the order that it hangs on
  role order_role not null default 'alone',
  replaces uuid,
  replaced_by uuid,
  symbol text not null,
  asset_id uuid not null,
  asset_class asset_class not null,
  side order_side not null,
  type order_type not null,
  time_in_force order_term not null,
  class order_class not null default 'simple',
  position_intent position_intent,
  ratio whole_number, -- of a leg of several: how many in each
  quantity some_quantity,
  notional some_price,
  limit_price numeric(20, 6),
  stop_price some_price,
  trail_price some_price,
  trail_percent some_price,
  hwm some_price, -- the best price since it began to trail
  extended_hours boolean not null default false,
  status order_status not null,
  reason remark, -- why it was rejected or cancelled
  filled_quantity quantity_or_none not null default 0,
  filled_value numeric(20, 6) not null default 0, -- sum of its fills' values
  fees money_or_none not null default 0,
  fill_count how_many not null default 0,
  triggered boolean not null default false, -- the stop has been reached
  ahead quantity_or_none not null default 0, -- queued before it
  source order_source not null,
  source_id label, -- the key's, the strategy's
  created_at timestamptz not null,
  submitted_at timestamptz not null,
  updated_at timestamptz not null,
  expires_at timestamptz,
  filled_at timestamptz,
  expired_at timestamptz,
  canceled_at timestamptz,
  failed_at timestamptz,
  replaced_at timestamptz,
  open boolean not null generated always as (
    status not in ('filled', 'canceled', 'expired', 'replaced', 'rejected')
  ) stored,
  primary key (user_id, account_id, id),
  unique (account_id, client_order_id),
  unique (account_id, number),
  foreign key (user_id, account_id) references accounts (user_id, id) on delete cascade,
  foreign key (user_id, account_id, parent_id)
    references orders (user_id, account_id, id) on delete cascade,
  foreign key (user_id, account_id, replaces)
    references orders (user_id, account_id, id) on delete cascade,
  foreign key (user_id, account_id, replaced_by)
    references orders (user_id, account_id, id) on delete cascade,
  constraint orders_sound check (order_sound(
    symbol, type, class, role, parent_id, quantity, notional, limit_price, stop_price,
    trail_price, trail_percent
  )),
  constraint orders_progress check (order_progress_sound(
    status, class, role, quantity, filled_quantity, fill_count, filled_at, canceled_at,
    expired_at, failed_at, replaced_at, replaced_by
  ))
) with (fillfactor = 90);

create index orders_submitted on orders (account_id, submitted_at, number);
create index orders_open on orders (account_id, number) where open;
-- What the market daemon looks through at each move of a price, and for what ends.
create index orders_resting on orders (symbol, account_id, number) where open;
create index orders_expiring on orders (expires_at) where open;
create index orders_parent on orders (parent_id) where parent_id is not null;
create index orders_replaces on orders (replaces) where replaces is not null;
create index orders_replaced_by on orders (replaced_by) where replaced_by is not null;

-- An order as the program reads it: amounts without idle zeros, times in microseconds.
create view order_tickets with (security_invoker = true) as
select
  id,
  user_id,
  account_id,
  epoch,
  number,
  client_order_id,
  parent_id,
  role,
  replaces,
  replaced_by,
  symbol,
  asset_id,
  asset_class,
  side,
  type,
  time_in_force,
  class,
  position_intent,
  ratio,
  trim_scale(quantity) as quantity,
  trim_scale(notional) as notional,
  trim_scale(limit_price) as limit_price,
  trim_scale(stop_price) as stop_price,
  trim_scale(trail_price) as trail_price,
  trim_scale(trail_percent) as trail_percent,
  trim_scale(hwm) as hwm,
  extended_hours,
  status,
  reason,
  trim_scale(filled_quantity) as filled_quantity,
  trim_scale(filled_value) as filled_value,
  trim_scale(fees) as fees,
  fill_count,
  triggered,
  trim_scale(ahead) as ahead,
  source,
  source_id,
  to_us(created_at) as created_us,
  to_us(submitted_at) as submitted_us,
  to_us(updated_at) as updated_us,
  to_us(expires_at) as expires_us,
  to_us(filled_at) as filled_us,
  to_us(expired_at) as expired_us,
  to_us(canceled_at) as canceled_us,
  to_us(failed_at) as failed_us,
  to_us(replaced_at) as replaced_us,
  open,
  submitted_at,
  expires_at
from orders;

-- Fills, each with the quote that it was made at; never changed.
create table fills (
  id uuid not null,
  user_id bigint not null,
  account_id uuid not null,
  epoch epoch_number not null,
  order_id uuid not null,
  number whole_number not null, -- of the order's fills
  at timestamptz not null,
  symbol ticker not null,
  side order_side not null,
  quantity some_quantity not null,
  price money_or_none not null,
  value money_or_none not null, -- price times quantity, in money
  fee money_or_none not null,
  position_quantity numeric(20, 9) not null, -- after it; below zero is short
  bid money_or_none not null,
  ask money_or_none not null,
  bid_size quantity_or_none not null,
  ask_size quantity_or_none not null,
  quote_at timestamptz not null,
  quote_source small_name not null,
  model small_name not null,
  explanation message not null,
  primary key (user_id, account_id, id),
  unique (account_id, order_id, number),
  foreign key (user_id, account_id, order_id)
    references orders (user_id, account_id, id) on delete cascade
);

create index fills_at on fills (account_id, at, id);

-- The ledger: what happened, once as a transfer, and what that moved as entries.
-- A transfer is written with its entries in one statement, which is checked at its
-- end; later nothing can be added to it.

create table transfers (
  id bigint not null generated always as identity,
  user_id bigint not null,
  account_id uuid not null,
  epoch epoch_number not null,
  kind transfer_kind not null,
  at timestamptz not null default now(),
  activity_id uuid not null default gen_random_uuid(), -- of a fill: the fill's
  fill_id uuid,
  -- What must not happen twice, such as 'dividend AAPL 2026-02-09'.
  event label,
  -- Of what it was: a dividend's symbol, shares and money for each.
  symbol ticker,
  quantity numeric(20, 9),
  per_share numeric(20, 9),
  note remark not null default '',
  primary key (user_id, account_id, id),
  foreign key (user_id, account_id) references accounts (user_id, id) on delete cascade,
  foreign key (user_id, account_id, fill_id)
    references fills (user_id, account_id, id) on delete cascade,
  constraint transfers_fill check (
    (kind = 'fill') = (fill_id is not null) and (fill_id is null or fill_id = activity_id)
  )
);

create unique index transfers_activity on transfers (account_id, activity_id);
create unique index transfers_event on transfers (account_id, event) where event is not null;
create index transfers_at on transfers (account_id, at, activity_id) where kind <> 'fill';

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

-- Holdings, derived from the ledger; `papertrade audit` proves it.

-- Below zero is short; the cost of a short is what it brought, below zero too.
create table positions (
  user_id bigint not null,
  account_id uuid not null,
  epoch epoch_number not null,
  symbol ticker not null,
  quantity numeric(20, 9) not null,
  cost numeric(20, 6) not null,
  opening numeric(20, 9) not null default 0, -- what was held when `session` began,
  session date, -- which is the last one in which it changed
  opened_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (user_id, account_id, epoch, symbol),
  foreign key (user_id, account_id) references accounts (user_id, id) on delete cascade,
  constraint positions_cost check (
    case sign(quantity) when 0 then cost = 0 when 1 then cost >= 0 else cost <= 0 end
  )
) with (fillfactor = 80);

-- Of those that are nothing, too: what holds may then change without touching an index.
create index positions_symbol on positions (symbol);

-- What a position is made of: each purchase, or short sale, and what is left of it.
create table lots (
  user_id bigint not null,
  account_id uuid not null,
  epoch epoch_number not null,
  number whole_number not null, -- of the account's, in which order they came
  symbol ticker not null,
  opened_at timestamptz not null,
  fill_id uuid, -- none: it came by a split, a dividend, an import
  quantity signed_quantity not null,
  remaining numeric(20, 9) not null,
  cost numeric(20, 6) not null, -- of what remains
  open boolean not null generated always as (remaining <> 0) stored,
  primary key (user_id, account_id, number),
  foreign key (user_id, account_id) references accounts (user_id, id) on delete cascade,
  constraint lots_remaining check (
    remaining * sign(quantity) between 0 and abs(quantity)
    and case sign(remaining) when 0 then cost = 0 when 1 then cost >= 0 else cost <= 0 end
  )
) with (fillfactor = 80);

-- By a column of its own: of comparisons row-level security lets the planner guess only.
create index lots_open on lots (account_id, epoch, symbol, number) where open;

-- What was realised: a part of a lot given up for cash. Of a short, quantity, cost and
-- cash are below zero; cash less cost is the profit either way.
create table closings (
  id bigint not null generated always as identity,
  user_id bigint not null,
  account_id uuid not null,
  epoch epoch_number not null,
  lot_number whole_number not null,
  fill_id uuid,
  symbol ticker not null,
  opened_at timestamptz not null,
  closed_at timestamptz not null,
  quantity signed_quantity not null,
  cost numeric(20, 6) not null,
  cash numeric(20, 6) not null,
  primary key (user_id, account_id, id),
  foreign key (user_id, account_id, lot_number)
    references lots (user_id, account_id, number) on delete cascade
);

create index closings_closed on closings (account_id, closed_at, id);
create index closings_lot on closings (account_id, lot_number);

-- An account at the close of each day, and through the day for as long as that is kept.

create table account_days (
  user_id bigint not null,
  account_id uuid not null,
  epoch epoch_number not null,
  day date not null,
  at timestamptz not null,
  equity numeric(20, 6) not null,
  cash numeric(20, 6) not null,
  long_value numeric(20, 6) not null check (long_value >= 0),
  short_value numeric(20, 6) not null check (short_value <= 0),
  initial_margin numeric(20, 6) not null check (initial_margin >= 0),
  maintenance numeric(20, 6) not null check (maintenance >= 0),
  flow numeric(20, 6) not null, -- deposits less withdrawals of the day
  profit_loss numeric(20, 6) not null, -- since the day before, without the flow
  primary key (user_id, account_id, epoch, day),
  foreign key (user_id, account_id) references accounts (user_id, id) on delete cascade,
  constraint account_days_equity check (equity = cash + long_value + short_value)
);

create table account_moments (
  user_id bigint not null,
  account_id uuid not null,
  epoch epoch_number not null,
  at timestamptz not null,
  equity numeric(20, 6) not null,
  cash numeric(20, 6) not null,
  primary key (user_id, account_id, epoch, at),
  foreign key (user_id, account_id) references accounts (user_id, id) on delete cascade
);

create index account_moments_at on account_moments (at);

-- What happened, for streams, webhooks and alerts: at least once, and an account's in
-- its order. Whoever reads keeps a place (made_by, id) and takes what lies behind it
-- and was made by transactions before the oldest that still runs.
-- It outlives its account, until it is swept: nobody is left to be told.
create table outbox (
  id bigint not null generated always as identity,
  made_by xid8 not null default pg_current_xact_id(),
  user_id bigint not null,
  account_id uuid not null,
  at timestamptz not null default now(),
  kind small_name not null,
  payload message not null,
  primary key (made_by, id)
);

create table outbox_readers (
  name small_name primary key,
  made_by xid8 not null,
  id bigint not null
);

-- Replies that are given again to who repeats a request; kept for a day and more.
create table idempotency_keys (
  user_id bigint not null,
  account_id uuid not null,
  key client_id not null,
  route label not null,
  body_hash digest not null,
  status reply_status not null,
  body reply_body not null,
  created_at timestamptz not null default now(),
  primary key (user_id, account_id, key),
  foreign key (user_id, account_id) references accounts (user_id, id) on delete cascade
);

create index idempotency_keys_created on idempotency_keys (created_at);

create table watchlists (
  id uuid not null default gen_random_uuid(),
  user_id bigint not null,
  account_id uuid not null,
  name text not null check (length(name) between 1 and 64),
  symbols text[] not null default '{}' check (
    cardinality(symbols) <= 500
    and array_position(symbols, null) is null
    and array_position(symbols, '') is null
    and array_to_string(symbols, ' ') ~ '^([A-Z0-9.$^/_-]{1,23}( |$))*$'
  ),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (user_id, account_id, id),
  unique (account_id, name),
  foreign key (user_id, account_id) references accounts (user_id, id) on delete cascade
);

create table order_templates (
  id uuid primary key default gen_random_uuid(),
  user_id bigint not null references users on delete cascade,
  name text not null check (length(name) between 1 and 64),
  body jsonb not null check (
    jsonb_typeof(body) = 'object' and octet_length(body::text) <= 8192
  ),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (user_id, name)
);

-- Whether the books were found in order, and what they came to.
create table audit_runs (
  id bigint primary key generated always as identity,
  started_at timestamptz not null,
  finished_at timestamptz not null,
  accounts bigint not null check (accounts >= 0),
  transfers bigint not null check (transfers >= 0),
  entries bigint not null check (entries >= 0),
  problems bigint not null check (problems >= 0),
  hash text check (hash ~ '^[0-9a-f]{64}$') -- none when only one account was looked at
);

-- What an account did that can be listed: fills, and transfers that are no fills.
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
  from entries e
  where e.user_id = t.user_id
    and e.account_id = t.account_id
    and e.transfer_id = t.id
    and e.party = 'holder'
) as moved
where t.kind <> 'fill';

-- How Alpaca writes an activity's id: the time in New York, to the millisecond.
create function activity_code(at timestamptz, id uuid) returns text
language sql
stable
parallel safe
return to_char(at at time zone 'America/New_York', 'YYYYMMDDHH24MISSMS') || '::' || id;

-- An account opens with its deposit, whoever makes it.

create function account_opens() returns trigger
language plpgsql
as $$
begin
  new.cash := new.starting_cash;
  new.last_equity := new.starting_cash;
  new.last_maintenance := 0;
  new.epoch := 1;
  new.order_count := 0;
  new.lot_count := 0;
  return new;
end
$$;

-- Deposits an account's starting cash in its epoch.
create function account_deposit(account accounts, at timestamptz) returns void
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

create function account_opened() returns trigger
language plpgsql
as $$
begin
  perform account_deposit(new, new.created_at);
  return null;
end
$$;

-- Begins an account anew, with `new_cash`: what is held goes back to the bank, open
-- orders end, the epoch grows, and the new one begins with a deposit. False: there is
-- no such account.
create function account_reset(wanted uuid, new_cash numeric) returns boolean
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

with opened as (
  update accounts
  set cash = starting_cash, last_equity = starting_cash
  returning accounts.*
)
select account_deposit(opened, opened.created_at)
from opened;

create trigger account_opens
before insert on accounts
for each row execute function account_opens();

create trigger account_opened
after insert on accounts
for each row execute function account_opened();

-- An account's rows are all its user's: what the planner would take for two conditions.
create statistics orders_owner (dependencies) on user_id, account_id from orders;
create statistics fills_owner (dependencies) on user_id, account_id from fills;
create statistics transfers_owner (dependencies) on user_id, account_id from transfers;
create statistics lots_owner (dependencies) on user_id, account_id from lots;

-- Policies: everything is its user's. The market daemon finds what there is to do for
-- all users, but changes only what belongs to the user that it has named.

alter table kill_switch enable row level security;
create policy reading on kill_switch for select using (true);
create policy changing on kill_switch for update using (current_user_is_admin());

do $$
declare
  relation text;
begin
  foreach relation in array array[
    'orders', 'fills', 'transfers', 'entries', 'positions', 'lots', 'closings',
    'account_days', 'account_moments', 'outbox', 'idempotency_keys', 'watchlists',
    'order_templates'
  ] loop
    execute format('alter table %I enable row level security', relation);
    execute format('create policy own on %I using (user_id = current_user_id())', relation);
  end loop;
  foreach relation in array array[
    'accounts', 'orders', 'fills', 'transfers', 'entries', 'positions', 'lots',
    'account_days', 'account_moments', 'outbox', 'idempotency_keys', 'watchlists'
  ] loop
    execute format(
      'create policy market on %I for select to papertrade_market using (true)', relation);
  end loop;
  create policy settling on outbox for update to papertrade_market using (true);
  -- What is thrown away when it is old enough.
  foreach relation in array array['account_moments', 'outbox', 'idempotency_keys'] loop
    execute format(
      'create policy sweeping on %I for delete to papertrade_market using (true)', relation);
  end loop;
end
$$;

-- The server.

grant usage on sequence account_numbers to papertrade_app;
grant execute on function
  account_deposit(accounts, timestamptz), account_reset(uuid, numeric)
to papertrade_app;
grant update (
  name, starting_cash, archived_at, epoch, cash, order_count, lot_count, multiplier,
  shorting, fractional, fill_model, lot_method, fee_per_order, fee_per_share, fee_least, fee_most,
  fee_regulatory, borrow_bp, interest_bp, dtbp_check, max_margin_multiplier, no_shorting,
  pdt_check, ptp_no_exception_entry, suspend_trade, trade_confirm_email, day_trade_check,
  largest_order, position_share_bp, daily_loss, orders_a_day, killed_at, killed_by,
  last_equity, last_maintenance, last_session
) on accounts to papertrade_app;
grant select on
  kill_switch, orders, fills, transfers, entries, positions, lots, closings,
  account_days, account_moments, idempotency_keys, watchlists, order_templates,
  audit_runs, activities, order_tickets
to papertrade_app;
grant insert on
  orders, fills, transfers, entries, positions, lots, closings, outbox,
  idempotency_keys, watchlists, order_templates
to papertrade_app;
grant update (killed_at, killed_by, reason) on kill_switch to papertrade_app;
grant update (name, symbols, updated_at), delete on watchlists to papertrade_app;
grant update (name, body, updated_at), delete on order_templates to papertrade_app;

-- The market daemon.

grant usage on schema public to papertrade_market;
grant select on
  schema_migrations, instance, instruments, bars, bar_series, market_cache,
  kill_switch, accounts, orders, fills, transfers, entries, positions, lots,
  account_days, account_moments, outbox, outbox_readers, idempotency_keys, watchlists,
  activities, order_tickets
to papertrade_market;
grant insert on instruments, bars, bar_series, market_cache to papertrade_market;
grant update (name, exchange, sector, kind, flags, source, updated_at) on instruments
to papertrade_market;
grant update (first_time, last_time, count, checksum, fetched_at, packed) on bars
to papertrade_market;
grant update (first_time, last_time, count, updated_at) on bar_series to papertrade_market;
grant update (body, source, fetched_at, expires_at, asked_at), delete on market_cache
to papertrade_market;
grant insert on
  orders, fills, transfers, entries, positions, lots, closings, account_days,
  account_moments, outbox, outbox_readers
to papertrade_market;
grant update (
  cash, order_count, lot_count, last_equity, last_maintenance, last_session
) on accounts to papertrade_market;
grant update (
  at, equity, cash, long_value, short_value, initial_margin, maintenance, flow, profit_loss
) on account_days to papertrade_market;
grant update (made_by) on outbox to papertrade_market;
grant update (made_by, id) on outbox_readers to papertrade_market;
grant delete on account_moments, outbox, outbox_readers, idempotency_keys
to papertrade_market;

-- Both, alike.
grant execute on function
  to_us(timestamptz), from_us(bigint), activity_code(timestamptz, uuid),
  order_sound(
    text, text, text, text, uuid, numeric, numeric, numeric, numeric, numeric, numeric
  ),
  order_progress_sound(
    text, text, text, numeric, numeric, bigint, timestamptz, timestamptz, timestamptz,
    timestamptz, timestamptz, uuid
  )
to papertrade_app, papertrade_market;
grant update (
  parent_id, quantity, limit_price, stop_price, hwm, status, reason, filled_quantity,
  filled_value, fees, fill_count, triggered, ahead, symbol, asset_id, updated_at,
  expires_at, filled_at, expired_at, canceled_at, failed_at, replaced_at, replaced_by
) on orders to papertrade_app, papertrade_market;
grant update (quantity, cost, opening, session, opened_at, updated_at) on positions
to papertrade_app, papertrade_market;
grant update (symbol, quantity, remaining, cost) on lots to papertrade_app, papertrade_market;
