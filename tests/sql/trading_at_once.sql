-- What is written of an order that is filled at once: as one statement the same as by the
-- lists, when a lot is opened and when it is closed.
begin;
select plan(13);
\ir trading.psql
-- All that alice's account has by now, but for what numbers itself.
create function books() returns jsonb
language sql as $$
select jsonb_build_object(
  'orders', (select jsonb_agg(to_jsonb(o) order by o.number) from orders o where user_id = -1),
  'fills', (select jsonb_agg(to_jsonb(f) order by f.id) from fills f where user_id = -1),
  'transfers', (select jsonb_agg(to_jsonb(t) - 'id' order by t.id) from transfers t where user_id = -1),
  'entries', (
    select jsonb_agg(to_jsonb(e) - 'transfer_id' order by e.transfer_id, e.line)
    from entries e
    where user_id = -1
  ),
  'positions', (select jsonb_agg(to_jsonb(p)) from positions p where user_id = -1),
  'lots', (select jsonb_agg(to_jsonb(l) order by l.number) from lots l where user_id = -1),
  'closings', (select jsonb_agg(to_jsonb(c) - 'id' order by c.id) from closings c where user_id = -1),
  'outbox', (
    select jsonb_agg(jsonb_build_array(m.kind, m.payload) order by m.id)
    from outbox m
    where user_id = -1
  ),
  'account', (select to_jsonb(a) from accounts a where user_id = -1)
)
$$;
create function says(books jsonb, word text) returns text
language sql
return jsonb_array_length(books -> word)::text;

savepoint untouched;
set local role papertrade_app;
select acts_for('-1') as ignored \gset
execute orders_insert(:'alice', '1', an_order(1, '{"status": "filled", "filled_quantity": "10", "type": "market",
  "limit_price": null, "source": "key", "source_id": "K1", "position_intent": "buy_to_open",
  "filled_value": "995", "fees": "1", "fill_count": 1, "filled_us": 1767625200000001, "expires_us": 1767650000000000}'));
execute fills_insert(:'alice', '1', a_fill(1));
execute ledger_insert(:'alice', '1', a_transfer(1));
execute trading_put_positions(:'alice', '1', '1767625200000001',
  '[{"symbol": "AAPL", "quantity": "10", "cost": "995", "session": "2026-01-05"}]');
execute trading_put_lots(:'alice', '1', '[{"number": 1, "symbol": "AAPL", "opened_us": 1767625200000001,
  "fill_id": "00000000-0000-4000-8000-000000000101", "quantity": "10", "remaining": "10", "cost": "995"}]');
execute outbox_insert(:'alice',
  '[{"kind": "trade_update", "payload": {"n": 1}}, {"kind": "trade_update", "payload": {"n": "a \" {"}}]');
execute trading_put_account(:'alice', '99004', '1', '1');
reset role;
select books() as opened \gset by_lists_
set local role papertrade_app;
execute orders_insert(:'alice', '1', an_order(2, '{"status": "filled", "filled_quantity": "10", "side": "sell",
  "time_in_force": "ioc", "filled_value": "1000", "fees": "0", "fill_count": 1, "filled_us": 1767625200000002,
  "extended_hours": true, "quantity": null, "notional": "1000"}'));
execute fills_insert(:'alice', '1', a_fill(2, '{"side": "sell", "price": "100", "value": "1000", "fee": "0",
  "position_quantity": "0"}'));
execute ledger_insert(:'alice', '1', a_transfer(2, '{"entries": [
  {"party": "holder", "asset": "usd", "amount": "1000"}, {"party": "market", "asset": "usd", "amount": "-1000"},
  {"party": "market", "asset": "AAPL", "amount": "10"}, {"party": "holder", "asset": "AAPL", "amount": "-10"}]}'));
execute trading_put_positions(:'alice', '1', '1767625200000002',
  '[{"symbol": "AAPL", "quantity": "0", "cost": "0", "session": "2026-01-06"}]');
execute trading_put_lots(:'alice', '1', '[{"number": 1, "symbol": "AAPL", "opened_us": 1767625200000001,
  "fill_id": "00000000-0000-4000-8000-000000000101", "quantity": "10", "remaining": "0", "cost": "0"}]');
execute trading_insert_closings(:'alice', '1', '[{"lot_number": 1, "symbol": "AAPL",
  "fill_id": "00000000-0000-4000-8000-000000000102", "opened_us": 1767625200000001, "closed_us": 1767625200000002,
  "quantity": "10", "cost": "995", "cash": "1000"}]');
execute outbox_insert(:'alice',
  '[{"kind": "trade_update", "payload": {"n": 3}}, {"kind": "trade_update", "payload": {"n": 4}}]');
execute trading_put_account(:'alice', '100004', '2', '2');
reset role;
select books() as closed \gset by_lists_
rollback to savepoint untouched;

set local role papertrade_app;
select acts_for('-1') as ignored \gset
\set buys 'execute trading_fill_at_once(%L, ''1767625200000001'', ''1'', ''99004'', ''1'', ''1'', ''00000000-0000-4000-8000-000000000001'', ''client-1'', ''AAPL'', ''00000000-0000-4000-8000-000000000900'', ''us_equity'', ''buy'', ''market'', ''day'', ''buy_to_open'', ''10'', null, null, ''f'', ''key'', ''K1'', ''1767650000000000'', ''00000000-0000-4000-8000-000000000101'', ''10'', ''99.5'', ''995'', ''1'', ''10'', ''99.4'', ''99.5'', ''300'', ''200'', ''1767625199000000'', ''sim'', ''realistic'', ''{"why": "the ask"}'', ''{holder,market,market,holder,holder,broker}'', ''{usd,usd,AAPL,AAPL,usd,usd}'', %L, ''995'', ''2026-01-05'', ''{1}'', ''{1767625200000001}'', ''{00000000-0000-4000-8000-000000000101}'', ''{10}'', ''{10}'', ''{995}'', ''{}'', ''{}'', ''{}'', ''{}'', ''{}'', ''{"n": 1}'', ''{"n": "a \\" {"}'')'
select comes_to('23514', format(:'buys', :'alice', '{-995,995,-10,10,-1,2}'), 'books that do not balance');
select comes_to('23503', format(:'buys', :'bob', '{-995,995,-10,10,-1,1}'), 'another''s account');
select comes_to('done', format(:'buys', :'alice', '{-995,995,-10,10,-1,1}'), 'a lot is opened');
select comes_to('23505', format(:'buys', :'alice', '{-995,995,-10,10,-1,1}'), 'once');
reset role;
select is(books(), :'by_lists_opened'::jsonb, 'the same as by the lists');
set local role papertrade_app;
select comes_to('done', format('execute trading_fill_at_once(%L, ''1767625200000002'', ''1'', ''100004'', ''2'', ''2'', ''00000000-0000-4000-8000-000000000002'', ''client-2'', ''AAPL'', ''00000000-0000-4000-8000-000000000900'', ''us_equity'', ''sell'', ''limit'', ''ioc'', null, null, ''1000'', ''100'', ''t'', ''web'', null, null, ''00000000-0000-4000-8000-000000000102'', ''10'', ''100'', ''1000'', ''0'', ''0'', ''99.4'', ''99.5'', ''300'', ''200'', ''1767625199000000'', ''sim'', ''realistic'', ''{"why": "the ask"}'', ''{holder,market,market,holder}'', ''{usd,usd,AAPL,AAPL}'', ''{1000,-1000,10,-10}'', ''0'', ''2026-01-06'', ''{1}'', ''{1767625200000001}'', ''{00000000-0000-4000-8000-000000000101}'', ''{10}'', ''{0}'', ''{0}'', ''{1}'', ''{1767625200000001}'', ''{10}'', ''{995}'', ''{1000}'', ''{"n": 3}'', ''{"n": 4}'')', :'alice'), 'and closed');
reset role;
select is(says(books(), word), wanted, 'as many ' || word)
from (values
  ('orders', '2'), ('fills', '2'), ('entries', '12'), ('lots', '1'), ('closings', '1'), ('outbox', '4')
) as wanted (word, wanted);
select is(books(), :'by_lists_closed'::jsonb, 'the same as by the lists, too');
select * from finish();
rollback;
