-- What the market daemon finds to do, for all users; the outbox; accounts day by day.
begin;
select plan(72);
\ir trading.psql

-- One column of what a statement finds, in its order.
create function listed(name text, statement text) returns text
language plpgsql as $$
declare
  line record;
  found text := '';
begin
  for line in execute statement loop
    found := found || ' ' || coalesce(to_jsonb(line) ->> name, '-');
  end loop;
  return trim(found);
end
$$;
-- Whose accounts, as letters.
create function whose(statement text) returns text
language sql
return regexp_replace(listed('account_id', statement), '([abc])[0-9a-f-]{35} ?', '\1', 'g');

delete from orders;
insert into orders (
  id, user_id, account_id, epoch, number, client_order_id, symbol, asset_id, asset_class, side, type,
  time_in_force, quantity, status, source, created_at, submitted_at, updated_at, expires_at, filled_at,
  filled_quantity, fill_count
)
select
  id_of(n), who, account::uuid, 1, n, n::text, symbol, id_of(900), 'us_equity', 'buy', 'market', 'day', 10, status, 'web',
  from_us(n), from_us(n), from_us(n), from_us(expires), from_us(1),
  case status when 'filled' then 10 else 0 end, case status when 'filled' then 1 else 0 end
from (values
  (1, -1, 'a0000000-0000-4000-8000-000000000000', 'AAPL', 'new', 2000),
  (2, -1, 'a0000000-0000-4000-8000-000000000000', 'MSFT', 'held', null),
  (3, -1, 'a0000000-0000-4000-8000-000000000000', 'AAPL', 'filled', 1000),
  (4, -2, 'b0000000-0000-4000-8000-000000000000', 'AAPL', 'partially_filled', 1000),
  (5, -2, 'b0000000-0000-4000-8000-000000000000', 'SPY', 'accepted', null)
) as rows (n, who, account, symbol, status, expires);

set local role papertrade_market;
select acts_for('') as ignored \gset
select is(listed('number', format('execute orders_resting(%L, %L, ''0'', %L)', symbols, after, most)), wanted, 'resting in ' || symbols)
from (values
  ('{AAPL}', '00000000-0000-0000-0000-000000000000', 9, '1 4'),
  ('{AAPL,MSFT,SPY}', '00000000-0000-0000-0000-000000000000', 9, '1 2 4 5'),
  ('{AAPL,MSFT,SPY}', '00000000-0000-0000-0000-000000000000', 2, '1 2'),
  ('{AAPL,MSFT,SPY}', 'a0000000-0000-4000-8000-000000000001', 9, '4 5'),
  ('{QQQ}', '00000000-0000-0000-0000-000000000000', 9, ''), ('{}', '00000000-0000-0000-0000-000000000000', 9, '')
) as cases (symbols, after, most, wanted);
select is(
  listed('number', format('execute orders_resting(''{AAPL,MSFT}'', %L, ''1'', ''9'')', :'alice')), '2 4', 'beyond one of them');
select is(listed('symbol', 'execute orders_resting_symbols'), 'AAPL MSFT SPY', 'the symbols');
select is(listed('orders', 'execute orders_resting_symbols'), '2 1 1', 'with how many');
select is(listed('number', format('execute orders_expiring(%L, ''9'')', at)), wanted, 'ending by ' || at)
from (values (999, ''), (1000, '4'), (2000, '4 1'), (9000, '4 1')) as cases (at, wanted);
select is(listed('user_id', 'execute orders_killed(''00000000-0000-0000-0000-000000000000'', ''9'')'), '', 'nothing was stopped');
reset role;
update accounts set killed_at = now(), killed_by = 'x' where id = :'bob';
set local role papertrade_market;
select is(whose('execute orders_killed(''00000000-0000-0000-0000-000000000000'', ''9'')'), 'b', 'one account was');
reset role;
update accounts set killed_at = null, killed_by = null where id = :'bob';
update kill_switch set killed_at = now(), killed_by = 'x';
set local role papertrade_market;
select is(
  (select string_agg(letter, '' order by letter) from regexp_split_to_table(whose('execute orders_killed(''00000000-0000-0000-0000-000000000000'', ''9'')'), '') as letter),
  'ab', 'all were');
reset role;

-- What is owed, and to whom. Alice borrows cash, bob shares, carol has some of each.
update accounts set cash = -500 where id in (:'alice', :'carol');
update accounts set last_session = '2026-01-06' where id in (:'alice', :'bob', :'carol');
insert into positions (user_id, account_id, epoch, symbol, quantity, cost, opened_at, updated_at)
values
  (-1, :'alice', 1, 'AAPL', 10, 995, now(), now()),
  (-1, :'alice', 1, 'MSFT', 0, 0, now(), now()),
  (-2, :'bob', 1, 'AAPL', -3, -300, now(), now()),
  (-2, :'bob', 1, 'AAPL260116C00150000', 1, 5, now(), now()),
  (-3, :'carol', 1, 'AAPL260117P00150000', -1, -5, now(), now()),
  (-3, :'carol', 1, 'MSFT', 1, 5, now(), now());
\set none '00000000-0000-0000-0000-000000000000'
set local role papertrade_market;
select is(whose(format('execute trading_owing_interest(''2026-01-05'', %L, ''9'')', :'none')), 'ac', 'who owes interest');
select is(whose(format('execute trading_owing_interest(''2026-01-05'', %L, ''1'')', :'none')), 'a', 'one by one');
select is(whose(format('execute trading_owing_interest(''2026-01-05'', %L, ''9'')', :'alice')), 'c', 'and on');
select is(whose(format('execute trading_owing_borrow(''2026-01-05'', %L, ''9'')', :'none')), 'bc', 'who borrows shares');
select acts_for('-1') as ignored \gset
select comes_to('done', format('execute ledger_insert(%L, ''1'', %L)', :'alice',
  '[{"kind": "interest", "at_us": 1, "activity_id": "00000000-0000-4000-8000-000000000301", "event": "interest 2026-01-05", "entries":
     [{"party": "holder", "asset": "usd", "amount": "-0.09"}, {"party": "bank", "asset": "usd", "amount": "0.09"}]}]'), 'she pays');
select acts_for('-2') as ignored \gset
select comes_to('done', format('execute ledger_insert(%L, ''1'', %L)', :'bob',
  '[{"kind": "borrow", "at_us": 1, "activity_id": "00000000-0000-4000-8000-000000000302", "event": "borrow 2026-01-05", "entries":
     [{"party": "holder", "asset": "usd", "amount": "-0.09"}, {"party": "broker", "asset": "usd", "amount": "0.09"}]},
    {"kind": "dividend", "at_us": 1, "activity_id": "00000000-0000-4000-8000-000000000303", "event": "dividend AAPL 2026-01-05", "entries":
     [{"party": "holder", "asset": "usd", "amount": "-0.78"}, {"party": "issuer", "asset": "usd", "amount": "0.78"}]}]'), 'so does he');
select acts_for('') as ignored \gset
select is(whose(format('execute trading_owing_interest(''2026-01-05'', %L, ''9'')', :'none')), 'c', 'who has paid owes nothing');
select is(whose(format('execute trading_owing_interest(''2026-01-06'', %L, ''9'')', :'none')), 'ac', 'until tomorrow');
select is(whose(format('execute trading_owing_interest(''2026-01-07'', %L, ''9'')', :'none')), '', 'whose day is not over');
select is(whose(format('execute trading_owing_borrow(''2026-01-05'', %L, ''9'')', :'none')), 'c', 'likewise for shares');
select is(whose(format('execute trading_holders(''AAPL'', ''dividend AAPL 2026-01-05'', %L, ''9'')', :'none')), 'a', 'who is still to get it');
select is(
  listed('quantity', format('execute trading_holders(''AAPL'', ''split AAPL 2026-01-05'', %L, ''9'')', :'none')), '10 -3',
  'who holds, and who is short');
select is(whose(format('execute trading_holders(''AAPL'', ''split AAPL 2026-01-05'', %L, ''9'')', :'alice')), 'b', 'and on');
select is(listed('symbol', format('execute trading_expiring_options(%L, %L, ''9'')', day, :'none')), wanted, 'options by ' || day)
from (values
  ('2026-01-15', ''), ('2026-01-16', 'AAPL260116C00150000'), ('2026-01-17', 'AAPL260116C00150000 AAPL260117P00150000')
) as cases (day, wanted);
select is(whose(format('execute trading_margined(%L, ''9'')', :'none')), 'abc', 'whose worth moves');
select is(listed('borrows', format('execute trading_margined(%L, ''9'')', :'none')), 'true true true', 'and who borrows');
reset role;
update accounts set cash = 1, epoch = 2 where id in (:'alice');
update accounts set last_session = null where id in (:'alice', :'bob', :'carol');
update accounts set cash = 1 where id = :'carol';
delete from positions where quantity < 0;
set local role papertrade_market;
select is(whose(format('execute trading_margined(%L, ''9'')', :'none')), 'bc', 'an epoch that is over holds nothing');
select is(listed('borrows', format('execute trading_margined(%L, ''9'')', :'none')), 'false false', 'nobody borrows');
select is(whose(format('execute trading_holders(''AAPL'', ''x'', %L, ''9'')', :'none')), '', 'nor gets dividends');

-- Days. Only once, and for the one that is named.
select acts_for('-1') as ignored \gset
select is(whose(format('execute trading_unclosed_sessions(''2026-01-05'', %L, %L, ''9'')', us, :'none')), wanted, 'who has begun by ' || us)
from (values ('4', ''), ('5', 'b'), ('4000000000000000', 'b')) as cases (us, wanted);
select is(listed('id', format('execute portfolio_close_session(%L, ''2026-01-05'', ''101'', ''7'')', :'alice')), :'alice', 'closed');
select is(listed('id', format('execute portfolio_close_session(%L, ''2026-01-05'', ''102'', ''8'')', :'alice')), '', 'once');
select is(listed('id', format('execute portfolio_close_session(%L, ''2026-01-05'', ''102'', ''8'')', :'bob')), '', 'for her');
execute trading_lock_account(:'alice') \gset
select is(concat_ws(' ', :'last_equity', :'last_maintenance', :'last_session'), '101 7 2026-01-05', 'as it was');
select ok(whose(format('execute trading_unclosed_sessions(''2026-01-05'', ''4000000000000000'', %L, ''9'')', :'none')) !~ 'a', 'hers is closed');
select ok(whose(format('execute trading_unclosed_sessions(''2026-01-06'', ''4000000000000000'', %L, ''9'')', :'none')) ~ 'a', 'until tomorrow');
select comes_to('done', format(
  'execute portfolio_put_day(%L, ''2'', %L, ''9'', %L, ''100'', ''5'', ''-3'', ''1'', ''2'', ''3'', ''4'')', :'alice', day, equity),
  'the day ' || day)
from (values ('2026-01-05', '102'), ('2026-01-06', '102'), ('2026-01-06', '102')) as days (day, equity);
select comes_to('23514', format(
  'execute portfolio_put_day(%L, ''2'', ''2026-01-07'', ''9'', ''103'', ''100'', ''5'', ''-3'', ''1'', ''2'', ''3'', ''4'')', :'alice'),
  'a day that does not add up');
select is(listed('day', format('execute portfolio_days(%L, ''2026-01-05'', ''2026-01-06'', ''9'')', :'alice')), '2026-01-05 2026-01-06', 'two days');
select is(listed('profit_loss', format('execute portfolio_days(%L, ''2026-01-06'', ''2026-01-09'', ''9'')', :'alice')), '4', 'one of them');
select comes_to('done', format('execute portfolio_put_moment(%L, ''2'', %L, %L, ''4'')', :'alice', at, at), 'a moment')
from unnest(array[1000, 1500, 2100, 3000]) as at;
select is(listed('at_us', format('execute portfolio_moments(%L, ''0'', ''3000'', ''1000'')', :'alice')), '1000 2100', 'a moment in each step');
select is(listed('flow', format('execute portfolio_flow(%L, ''1'', ''0'', ''99999999999999999'')', :'alice')), '100000', 'what was put in');
select comes_to('done', 'execute portfolio_sweep_moments(''2000'', ''9'')', 'old moments go');
select is(listed('at_us', format('execute portfolio_moments(%L, ''0'', ''9000'', ''1'')', :'alice')), '2100 3000', 'the others stay');
select comes_to('done', format('execute idempotency_sweep(%L, ''9'')', 1), 'old replies too');

-- The outbox, in the order of transactions, up to the oldest that still runs.
select comes_to('done', format('execute outbox_insert(%L, ''[{"kind": "now", "payload": {}}]'')', :'alice'), 'news');
reset role;
select max(id) as top from outbox \gset
insert into outbox (id, made_by, user_id, account_id, kind, payload) overriding system value
values
  (:top + 1, '7', -1, :'alice', 'b', '{}'), (:top + 2, '6', -2, :'bob', 'a', '{}'), (:top + 3, '7', -1, :'alice', 'c', '{}'),
  (:top + 4, '9000000000000000000', -1, :'alice', 'restored', '{}');
set local role papertrade_market;
select is(listed('kind', 'execute outbox_page(''0'', ''0'', ''3'')'), 'a b c', 'by transaction, then as they came');
select is(listed('kind', format('execute outbox_page(''7'', %L, ''1'')', :top + 1)), 'c', 'from a place');
select is(
  (select count(*) from outbox where kind = 'now') || listed('kind', format('execute outbox_page(''7'', %L, ''9'')', :top + 3)), '1',
  'not what may be overtaken yet');
execute outbox_place('tap') \gset place_
select ok(:'place_made_by'::xid8 > '7', 'a new reader begins now');
select comes_to('done', format('execute outbox_move(''tap'', ''6'', %L)', :top + 2), 'it moves');
execute outbox_place('tap') \gset place_
select is(:'place_made_by' || ' ' || :'place_id', '6 ' || :top + 2, 'and is found where it was');
select comes_to('done', 'execute outbox_sweep(''99999999999999999'', ''9'')', 'sweep');
select is(listed('kind', 'execute outbox_page(''0'', ''0'', ''9'')'), 'b c', 'what it has not dealt with stays');
delete from outbox where kind = 'now'; -- which is still being made
select comes_to('done', 'execute outbox_settle', 'after a restore');
select is(listed('kind', 'execute outbox_page(''0'', ''0'', ''9'')'), 'restored b c', 'what was left is not stuck');
reset role;

select * from finish();
rollback;
