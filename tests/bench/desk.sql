-- Trading as anybody would keep it, for FastAPI: an account has cash and positions, a market
-- order is filled at once, and each fill is a transfer in a ledger of double entry.
create table accounts (
  id bigint primary key,
  cash numeric(20, 6) not null check (cash >= 0)
);

create table orders (
  id uuid primary key,
  account_id bigint not null references accounts,
  client_order_id text not null,
  symbol text not null,
  side text not null check (side in ('buy', 'sell')),
  type text not null,
  time_in_force text not null,
  quantity numeric(20, 9) not null check (quantity > 0),
  status text not null,
  filled_quantity numeric(20, 9) not null,
  filled_avg_price numeric(20, 6),
  created_at timestamptz not null,
  filled_at timestamptz,
  unique (account_id, client_order_id)
);

create index on orders (account_id, created_at);

create table fills (
  id uuid primary key,
  order_id uuid not null references orders,
  account_id bigint not null references accounts,
  symbol text not null,
  side text not null,
  quantity numeric(20, 9) not null,
  price numeric(20, 6) not null,
  explanation jsonb not null,
  at timestamptz not null
);

create index on fills (account_id, at);

create table transfers (
  id bigint primary key generated always as identity,
  account_id bigint not null references accounts,
  fill_id uuid not null references fills,
  at timestamptz not null
);

create table entries (
  transfer_id bigint not null references transfers,
  line smallint not null,
  party text not null,
  asset text not null,
  amount numeric(30, 9) not null,
  primary key (transfer_id, line)
);

create table positions (
  account_id bigint not null references accounts,
  symbol text not null,
  quantity numeric(20, 9) not null,
  cost numeric(20, 6) not null,
  primary key (account_id, symbol)
);

insert into accounts
select n, 100000
from generate_series(1, 50) as n;

grant select, insert, update on accounts, orders, fills, transfers, entries, positions
  to papertrade_app;
