-- The way of an order through the database: what is read under the account's lock,
-- what is written, and what can be seen of it afterwards.
begin;
select plan(77);
\ir trading.psql
create function codes(statement text) returns text
language plpgsql as $$
declare
  line record;
  said text := '';
begin
  for line in execute statement loop
    said := said || ' ' || line.type || right(line.id::text, 3);
  end loop;
  return trim(said);
end
$$;
set local role papertrade_app;
select acts_for('-1') as ignored \gset

-- The first flight.
execute trading_lock_account(:'alice') \gset
select is(
  concat_ws(' ', :'epoch', :'cash', :'order_count', :'multiplier', :'shorting', :'fractional', :'fill_model',
    :'lot_method', :'killed', :'archived', :'last_equity', :'starting_cash'),
  '1 100000 0 4 t t realistic fifo f f 100000 100000', 'an account');
select is(
  concat_ws(' ', :'fee_per_order', :'fee_per_share', :'fee_least', :'fee_most', :'fee_regulatory', :'borrow_bp',
    :'interest_bp'),
  '0 0 0 0 f 30 625', 'what it pays');
select ok(
  not (:{?largest_order} or :{?position_share_bp} or :{?daily_loss} or :{?orders_a_day}), 'and no limits');
select ok(:seed between 0 and 9223372036854775807, 'a seed');
execute trading_standing(:'alice', '0', 'client-1', 'key-1') \gset standing_
select is(:'standing_killed' || :'standing_orders', 'f0', 'nothing was killed or ordered');
select ok(not :{?standing_client_order_of}, 'the id is not taken');
select ok(not :{?standing_reply_route}, 'nor the key');
select is_empty(format('execute trading_holdings(%L)', :'alice'), 'nothing is held');
select is_empty(format('execute trading_open_orders(%L)', :'alice'), 'nothing is open');
select is_empty(format('execute trading_lock_account(%L)', :'bob'), 'another''s account is not locked');

-- The second: an order is filled where it stands.
select comes_to('done', format('execute orders_insert(%L, ''1'', %L)', :'alice',
  an_order(1, '{"status": "filled", "filled_quantity": "10", "filled_value": "995", "fees": "1", "fill_count": 1, "filled_us": 1767625200000001}')),
  'its order');
select comes_to('done', format('execute fills_insert(%L, ''1'', %L)', :'alice', a_fill(1)), 'its fill');
select comes_to('done', format('execute ledger_insert(%L, ''1'', %L)', :'alice', a_transfer(1)), 'its transfer');
select comes_to('23505', format('execute ledger_insert(%L, ''1'', %L)', :'alice', a_transfer(1)), 'which is written once');
select comes_to('done', format('execute trading_put_positions(%L, ''1'', ''1767625200000001'', %L)', :'alice',
  '[{"symbol": "AAPL", "quantity": "10", "cost": "995"}]'), 'the position');
select comes_to('done', format('execute trading_put_lots(%L, ''1'', %L)', :'alice',
  '[{"number": 1, "symbol": "AAPL", "opened_us": 1767625200000001,
     "fill_id": "00000000-0000-4000-8000-000000000101", "quantity": "10", "remaining": "10", "cost": "995"}]'), 'the lot');
select comes_to('done', format('execute trading_put_account(%L, ''99004'', ''1'', ''1'')', :'alice'), 'the account');
select comes_to('done', format('execute outbox_insert(%L, %L)', :'alice',
  '[{"kind": "trade_update", "payload": {"event": "new"}}, {"kind": "trade_update", "payload": {"event": "fill"}}]'), 'the news');
select comes_to('done', format('execute idempotency_put(%L, ''key-1'', ''/v2/orders'', %L, ''200'', ''{"id": 1}'')', :'alice',
  repeat('ab', 32)), 'the reply');

-- And again, what it left.
execute trading_lock_account(:'alice') \gset
select is(:'cash' || ' ' || :'order_count' || :'lot_count', '99004 11', 'the account has paid');
execute trading_holding(:'alice', 'AAPL') \gset held_
select is(
  concat_ws(' ', :'held_symbol', :'held_quantity', :'held_cost', :'held_opened_us'), 'AAPL 10 995 1767625200000001',
  'and holds');
execute trading_holdings(:'alice') \gset all_
select is(:'all_symbol' || :'all_quantity', 'AAPL10', 'that and nothing else');
execute trading_lots(:'alice', '{MSFT,AAPL}') \gset lot_
select is(
  concat_ws(' ', :'lot_number', :'lot_remaining', :'lot_cost', :'lot_fill_id'),
  '1 10 995 00000000-0000-4000-8000-000000000101', 'in a lot');
execute trading_standing(:'alice', '1767625200000001', 'client-1', 'key-1') \gset standing_
select is(:'standing_orders'::text, '0', 'orders are not counted where they are not limited');
select is(
  concat_ws(' ', :'standing_client_order_of', :'standing_reply_route', :'standing_reply_status', :'standing_reply_body',
    :'standing_reply_hash' = repeat('ab', 32)),
  '00000000-0000-4000-8000-000000000001 /v2/orders 200 {"id": 1} t', 'the id is taken, the reply known');
select comes_to('done', format('execute accounts_update(%L, ''{"orders_a_day": 5}'')', :'alice'), 'a limit');
execute trading_standing(:'alice', '1767625200000001', '', null) \gset standing_
select is(:'standing_orders'::text, '1', 'an order of today');
execute trading_standing(:'alice', '1767625200000002', '', null) \gset standing_
select is(:'standing_orders'::text, '0', 'not of tomorrow');
execute idempotency_find(:'alice', 'key-1') \gset reply_
select is(
  concat_ws(' ', :'reply_route', :'reply_status', :'reply_body', :'reply_body_hash' = repeat('ab', 32)),
  '/v2/orders 200 {"id": 1} t', 'the reply is there to be given again');
select comes_to('23505', format('execute idempotency_put(%L, ''key-1'', ''/v2/orders'', %L, ''200'', ''{}'')', :'alice',
  repeat('cd', 32)), 'and stays');
select comes_to('23514', format('execute idempotency_put(%L, ''key-2'', ''/v2/orders'', %L, ''500'', ''{}'')', :'alice',
  repeat('cd', 32)), 'a failure is no reply to keep');
execute idempotency_lock('key-1') \gset
select is(:'locked'::text, 'f', 'a key can be locked by itself');

-- A sale of some: a lot gives part of itself up.
select comes_to('done', format('execute trading_put_lots(%L, ''1'', %L)', :'alice',
  '[{"number": 1, "symbol": "AAPL", "opened_us": 1, "quantity": "10", "remaining": "6", "cost": "597"},
    {"number": 2, "symbol": "MSFT", "opened_us": 7, "quantity": "-2", "remaining": "-2", "cost": "-800"}]'),
  'a lot shrinks, another is short');
select comes_to('done', format('execute trading_insert_closings(%L, ''1'', %L)', :'alice',
  '[{"lot_number": 1, "symbol": "AAPL", "opened_us": 1767625200000001,
     "closed_us": 1767625300000000, "quantity": "4", "cost": "398", "cash": "410"}]'), 'what it realised');
execute portfolio_closings(:'alice', '1767625300000000', '1767625300000001', 'AAPL', null, null, '10') \gset closing_
select is(concat_ws(' ', :'closing_cost', :'closing_cash', :'closing_fee'), '398 410 0', 'is found by its time');
select is_empty(format('execute portfolio_closings(%L, ''0'', ''1767625300000000'', null, null, null, ''10'')', :'alice'), 'not before');
execute trading_lots(:'alice', '{AAPL}') \gset lot_
select is(
  concat_ws(' ', :'lot_remaining', :'lot_cost', :'lot_opened_us', :'lot_fill_id'),
  '6 597 1767625200000001 00000000-0000-4000-8000-000000000101', 'where a lot came from stays');
select comes_to('23514', format('execute trading_put_lots(%L, ''1'', %L)', :'alice', json_build_array(
  jsonb_build_object('number', 3, 'symbol', 'AAPL', 'opened_us', 1, 'quantity', '10') || lot)), 'a lot with ' || lot::text)
from (values
  ('{"remaining": "11", "cost": "1"}'::jsonb), ('{"remaining": "-1", "cost": "-1"}'), ('{"remaining": "0", "cost": "1"}'),
  ('{"remaining": "1", "cost": "-1"}'), ('{"quantity": "-10", "remaining": "1", "cost": "1"}'),
  ('{"quantity": "-10", "remaining": "-1", "cost": "1"}')
) as lots (lot);

-- A position opens anew when it changes sides.
select comes_to('done', format('execute trading_put_positions(%L, ''1'', %L, %L)', :'alice', 1767625200000000 + at,
  json_build_array(json_build_object('symbol', 'MSFT', 'quantity', quantity, 'cost', cost))), 'a position of ' || quantity)
from (values (1, '5', '50'), (2, '9', '90')) as positions (at, quantity, cost);
execute trading_holding(:'alice', 'MSFT') \gset held_
select is(:'held_opened_us'::text, '1767625200000001', 'is as old as it has been there');
select comes_to('done', format('execute trading_put_positions(%L, ''1'', ''1767625200000003'', %L)', :'alice',
  '[{"symbol": "MSFT", "quantity": "-1", "cost": "-10"}]'), 'a position turns');
execute trading_holding(:'alice', 'MSFT') \gset held_
select is(:'held_opened_us' || ' ' || :'held_quantity', '1767625200000003 -1', 'and is new');
select comes_to('done', format('execute trading_put_positions(%L, ''1'', ''1'', %L)', :'alice',
  '[{"symbol": "MSFT", "quantity": "0", "cost": "0"}]'), 'and closed');
select is_empty(format('execute trading_holding(%L, ''MSFT'')', :'alice'), 'is none');
select comes_to('23514', format('execute trading_put_positions(%L, ''1'', ''1'', %L)', :'alice',
  json_build_array(json_build_object('symbol', 'MSFT', 'quantity', quantity, 'cost', cost))),
  'a position of ' || quantity || ' for ' || cost)
from (values ('0', '1'), ('1', '-1'), ('-1', '1')) as positions (quantity, cost);

-- Money that is not there is not spent by an account without margin.
reset role;
update accounts set multiplier = 1 where id = :'alice';
set local role papertrade_app;
select comes_to('23514', format('execute trading_put_account(%L, ''-0.000001'', ''1'', ''1'')', :'alice'), 'cash below nothing');

-- What it did, page by page.
select comes_to('done', format('execute ledger_insert(%L, ''1'', %L)', :'alice',
  '[{"kind": "dividend", "at_us": 1783872000123456, "activity_id": "00000000-0000-4000-8000-000000000301", "symbol": "AAPL",
     "quantity": "10", "per_share": "0.26", "event": "dividend AAPL 2026-07-12", "entries":
     [{"party": "holder", "asset": "usd", "amount": "2.6"}, {"party": "issuer", "asset": "usd", "amount": "-2.6"}]},
    {"kind": "split", "at_us": 1783872000123456, "activity_id": "00000000-0000-4000-8000-000000000302", "entries":
     [{"party": "holder", "asset": "AAPL", "amount": "10"}, {"party": "issuer", "asset": "AAPL", "amount": "-10"}]}]'),
  'a dividend and a split');
-- Deposits are made now; the day of the fill is long past, that of the dividend too.
reset role;
update transfers set at = '2026-02-01 00:00:00Z' where account_id = :'alice' and kind = 'deposit';
set local role papertrade_app;
select right(id::text, 3) as deposit from other_activities where type = 'CSD' \gset
select is(
  codes(format('execute activities_list_%s(%L, %L, %L, %L, %L, %L)', way, :'alice', types, after, until, last, most)),
  replace(case way when 'down' then down else up end, 'CSD', 'CSD' || :'deposit'), way || ': ' || said)
from unnest(array['down', 'up']) as way
cross join (values
  (null::text[], null::bigint, null::bigint, null::uuid, 9, 'SPLIT302 DIV301 CSD FILL101', 'FILL101 CSD DIV301 SPLIT302', 'all'),
  (null, null, null, null, 2, 'SPLIT302 DIV301', 'FILL101 CSD', 'two'),
  (null, null, null, id_of(302), 9, 'DIV301 CSD FILL101', '', 'from the split'),
  (null, null, null, id_of(301), 1, 'CSD', 'SPLIT302', 'one from the dividend'),
  (null, null, null, id_of(101), 9, '', 'CSD DIV301 SPLIT302', 'from the fill'),
  (null, null, null, id_of(999), 9, '', '', 'from what is not there'),
  ('{FILL,DIV}', null, null, null, 9, 'DIV301 FILL101', 'FILL101 DIV301', 'of two types'),
  (null, 1767625200000001, null, null, 9, 'SPLIT302 DIV301 CSD', 'CSD DIV301 SPLIT302', 'after the fill'),
  (null, null, 1767625200000002, null, 9, 'FILL101', 'FILL101', 'before anything else')
) as pages (types, after, until, last, most, down, up, said);
execute activities_list_down(:'alice', '{DIV}', null, null, null, '1') \gset dividend_
select is(
  concat_ws(' ', :'dividend_code', :'dividend_symbol', :'dividend_quantity', :'dividend_amount', :'dividend_per_share'),
  '20260712120000123::00000000-0000-4000-8000-000000000301 AAPL 10 2.6 0.26',
  'an activity is called by its time in New York');
execute activities_list_down(:'alice', '{FILL}', null, null, null, '1') \gset fill_
select is(
  concat_ws(' ', :'fill_code', :'fill_side', :'fill_price', :'fill_position_quantity', :'fill_order_id'),
  '20260105100000000::00000000-0000-4000-8000-000000000101 buy 99.5 10 00000000-0000-4000-8000-000000000001',
  'in winter too');

-- The ledger, as its owner reads it.
execute ledger_list(:'alice', '9223372036854775807', '1') \gset last_
select is(
  :'last_kind' || ' ' || :'last_entries',
  'split [{"party" : "holder", "asset" : "AAPL", "amount" : "10"}, {"party" : "issuer", "asset" : "AAPL", "amount" : "-10"}]',
  'a transfer with its entries');
select is_empty(format('execute ledger_list(%L, ''9223372036854775807'', ''9'')', :'bob'), 'another''s is not read');
reset role;

select * from finish();
rollback;
