-- Orders and fills: what cannot be stored, and what the statements find and change.
begin;
select plan(112);
\ir trading.psql
select acts_for('-1') as ignored \gset

create function orders(wanted text, n int, otherwise jsonb default '{}') returns text
language sql
return comes_to(
  wanted,
  format('execute orders_insert(%L, %L, %L)', 'a0000000-0000-4000-8000-000000000000', '1',
    an_order(n, otherwise)),
  'order ' || n || ' with ' || otherwise);
create function found(statement text) returns text
language plpgsql as $$
declare
  line record;
  numbers text := '';
begin
  for line in execute statement loop
    numbers := numbers || ' ' || (to_jsonb(line) ->> 'number');
  end loop;
  return trim(numbers);
end
$$;

set local role papertrade_app;

-- Every kind of order, and none that contradicts itself.
select orders('done', 1);
select orders('23505', 1);
select orders('23505', 2, '{"number": 1}');
select orders('23505', 2, '{"client_order_id": "client-1"}');
select orders('23514', 2, '{"client_order_id": ""}');
select orders('done', 2, jsonb_build_object('client_order_id', repeat('c', 128)));
select orders('23514', 3, jsonb_build_object('client_order_id', repeat('c', 129)));
select orders('23502', 3, '{"client_order_id": null}');
select orders('23502', 3, '{"number": null}');
select orders('23514', 3, '{"number": 0}');
select orders('23514', 3, '{"symbol": "aapl"}');
select orders('23514', 3, '{"symbol": ""}');
select orders('23514', 3, '{"side": "short"}');
select orders('23514', 3, '{"quantity": "0"}');
select orders('23514', 3, '{"quantity": "-1"}');
select orders('23514', 3, '{"quantity": null}');
select orders('23514', 3, '{"notional": "100"}');
select orders('22003', 3, '{"quantity": "100000000000"}');
select orders('23514', 3, '{"limit_price": null}');
select orders('23514', 3, '{"limit_price": "0"}');
select orders('23514', 3, '{"stop_price": "90"}');
select orders('23514', 3, '{"type": "market"}');
select orders('done', 3, '{"type": "market", "limit_price": null, "quantity": null, "notional": "100"}');
select orders('23514', 4, '{"type": "stop"}');
select orders('done', 4, '{"type": "stop", "stop_price": "90"}');
select orders('done', 5, '{"type": "stop", "stop_price": "90", "limit_price": null}');
select orders('23514', 6, '{"type": "stop_limit", "stop_price": "90", "limit_price": null}');
select orders('done', 6, '{"type": "stop_limit", "stop_price": "90"}');
select orders('23514', 7, '{"type": "trailing_stop", "limit_price": null}');
select orders('23514', 7, '{"type": "trailing_stop", "limit_price": null, "trail_price": "1", "trail_percent": "1"}');
select orders('23514', 7, '{"trail_price": "1"}');
select orders('done', 7, '{"type": "trailing_stop", "limit_price": null, "trail_price": "1", "hwm": "101", "stop_price": "100"}');
select orders('23514', 8, '{"status": "gone"}');
select orders('23514', 8, '{"status": "canceled"}');
select orders('done', 8, '{"status": "canceled", "canceled_us": 1767625300000000}');
select orders('23514', 9, '{"status": "filled", "filled_us": 1}');
select orders('23514', 9, '{"filled_quantity": "11", "fill_count": 1}');
select orders('23514', 9, '{"filled_quantity": "5"}');
select orders('23514', 9, '{"fill_count": 1}');
select orders('23514', 9, '{"role": "take_profit"}');
select orders('23514', 9, '{"role": "entry"}');
select orders('23514', 9, '{"role": "leg"}');
select orders('23514', 9, '{"time_in_force": "gtd"}');
select orders('23514', 9, '{"source": "somebody"}');
select orders('23503', 9, '{"role": "stop_loss", "class": "bracket", "parent_id": "00000000-0000-4000-8000-000000000999"}');
select orders('done', 9, '{"role": "entry", "class": "bracket"}');
select orders('done', 10, '{"role": "take_profit", "class": "bracket", "side": "sell", "status": "held", "parent_id": "00000000-0000-4000-8000-000000000009"}');
select orders('done', 11, '{"role": "stop_loss", "class": "bracket", "side": "sell", "status": "held", "parent_id": "00000000-0000-4000-8000-000000000009", "type": "stop", "stop_price": "90", "limit_price": null}');
select orders('done', 12, '{"class": "mleg", "symbol": "", "limit_price": "-1.5", "asset_class": "us_option"}');
select orders('done', 13, '{"class": "mleg", "role": "leg", "symbol": "AAPL260116C00150000", "limit_price": null, "ratio": 1, "asset_class": "us_option", "position_intent": "buy_to_open", "parent_id": "00000000-0000-4000-8000-000000000012"}');

-- A parent and its legs at once, in any order of theirs.
select comes_to('done',
  format('execute orders_insert(%L, %L, %L)', :'alice', '1', (
    select json_agg(o)
    from (
      select json_array_elements(an_order(21, '{"role": "stop_loss", "class": "oco", "side": "sell", "status": "held", "parent_id": "00000000-0000-4000-8000-000000000022", "type": "stop", "stop_price": "90", "limit_price": null}')) as o
      union all
      select json_array_elements(an_order(22, '{"role": "take_profit", "class": "oco", "side": "sell"}'))
    ) as pair
  )), 'a parent with its leg');

-- What is hung on another's order hangs nowhere.
select acts_for('-2') as ignored \gset
select comes_to('23503',
  format('execute orders_insert(%L, %L, %L)', :'bob', '1',
    an_order(30, '{"role": "stop_loss", "class": "oto", "parent_id": "00000000-0000-4000-8000-000000000009"}')),
  'a leg of alice''s order');
select comes_to('23503',
  format('execute orders_insert(%L, %L, %L)', :'alice', '1', an_order(30)), 'an order in alice''s account');
select comes_to('done',
  format('execute orders_insert(%L, %L, %L)', :'bob', '1', an_order(1, '{"id": "00000000-0000-4000-8000-000000000501"}')),
  'the same client_order_id and number in another account');
select is(found(format('execute orders_list_down(%L, ''all'', null, null, null, null, ''false'', ''50'')', :'alice')),
  '', 'and he sees none of hers');
select acts_for('-1') as ignored \gset

-- Found again.
select is(found(format('execute orders_find(%L, %L)', :'alice', id_of(6))), '6', 'by id');
select is(found(format('execute orders_find(%L, %L)', :'bob', id_of(6))), '', 'only in its account');
select is(found(format('execute orders_find_client(%L, %L)', :'alice', 'client-7')), '7', 'by the client''s id');
execute trading_standing(:'alice', '0', 'client-7', null) \gset standing_
select is(:'standing_client_order_of'::uuid, id_of(7), 'whose use is known');
select is(found(format('execute orders_legs(%L, %L)', :'alice', array[id_of(9), id_of(12)])), '10 11 13', 'legs');
select is(found(format('execute trading_open_orders(%L)', :'alice')), '1 2 3 4 5 6 7 9 10 11 12 13 21 22', 'what is open');
select is(
  found(format('execute orders_list_down(%L, %L, %L, %L, %L, %L, %L, %L)', :'alice', what ->> 'status',
    what ->> 'after', what ->> 'until', what ->> 'symbols', what ->> 'side',
    coalesce(what ->> 'nested', 'false'), coalesce(what ->> 'limit', '50'))),
  wanted, 'listed, the newest first: ' || what::text)
from (values
  ('{"status": "all"}'::jsonb, '22 21 13 12 11 10 9 8 7 6 5 4 3 2 1'),
  ('{"status": "open"}', '22 21 13 12 11 10 9 7 6 5 4 3 2 1'),
  ('{"status": "closed"}', '8'),
  ('{"status": "all", "limit": "3"}', '22 21 13'),
  ('{"status": "all", "nested": "true"}', '22 12 9 8 7 6 5 4 3 2 1'),
  ('{"status": "all", "side": "sell"}', '22 21 11 10'),
  ('{"status": "all", "symbols": "{MSFT}"}', ''),
  ('{"status": "all", "symbols": "{MSFT,AAPL260116C00150000}"}', '13'),
  ('{"status": "all", "after": "1767625200000009"}', '22 21 13 12 11 10'),
  ('{"status": "all", "until": "1767625200000003"}', '2 1'),
  ('{"status": "all", "after": "1767625200000001", "until": "1767625200000004"}', '3 2')
) as cases (what, wanted);
select is(
  found(format('execute orders_list_up(%L, ''all'', null, null, null, null, ''true'', ''3'')', :'alice')),
  '1 2 3', 'or the oldest');

-- Amounts and times as they came.
execute orders_find(:'alice', '00000000-0000-4000-8000-000000000007') \gset seven_
select is(
  concat_ws(' ', :'seven_quantity', :'seven_trail_price', :'seven_hwm', :'seven_submitted_us', :'seven_filled_quantity'),
  '10 1 101 1767625200000007 0', 'amounts without idle zeros, times in microseconds');

-- Changed, as long as they are open.
select comes_to('done', format('execute orders_update(%L, %L, %L)', :'alice', '1767625400000000',
  '[{"id": "00000000-0000-4000-8000-000000000001", "status": "partially_filled", "filled_quantity": "4", "filled_value": "398", "fill_count": 1, "ahead": "7"},
    {"id": "00000000-0000-4000-8000-000000000007", "hwm": "105", "stop_price": "104", "triggered": true}]'), 'two orders change');
execute orders_find(:'alice', '00000000-0000-4000-8000-000000000001') \gset one_
execute orders_find(:'alice', '00000000-0000-4000-8000-000000000007') \gset seven_
select is(
  concat_ws(' ', :'one_status', :'one_filled_quantity', :'one_filled_value', :'one_ahead', :'one_limit_price', :'one_updated_us'),
  'partially_filled 4 398 7 100 1767625400000000', 'the one');
select is(
  concat_ws(' ', :'seven_status', :'seven_hwm', :'seven_stop_price', :'seven_triggered', :'seven_trail_price'),
  'new 105 104 t 1', 'and the other');
select comes_to('23514', format('execute orders_update(%L, %L, %L)', :'alice', '1',
  '[{"id": "00000000-0000-4000-8000-000000000001", "filled_quantity": "10.000000001"}]'), 'no order is overfilled');
select comes_to('23514', format('execute orders_update(%L, %L, %L)', :'alice', '1',
  '[{"id": "00000000-0000-4000-8000-000000000001", "status": "filled", "filled_us": 1}]'), 'nor filled in name');
select comes_to('23514', format('execute orders_update(%L, %L, %L)', :'alice', '1',
  '[{"id": "00000000-0000-4000-8000-000000000001", "status": "replaced", "replaced_us": 1}]'), 'nor replaced by nothing');
select comes_to('done', format('execute orders_update(%L, %L, %L)', :'alice', '1',
  '[{"id": "00000000-0000-4000-8000-000000000008", "status": "new"}]'), 'asked to open again');
execute orders_find(:'alice', '00000000-0000-4000-8000-000000000008') \gset eight_
select is(:'eight_status'::text, 'canceled', 'stays closed');

-- Cancelled: those that are named, then all.
select is(
  (select count(*) from orders where account_id = :'alice' and open), 14::bigint, 'fourteen are open');
execute orders_cancel(:'alice', '{00000000-0000-4000-8000-000000000002,00000000-0000-4000-8000-000000000008}', '1767625500000000', 'asked') \gset cancelled_
select is(:'cancelled_id'::uuid, id_of(2), 'the open one of two is cancelled');
execute orders_find(:'alice', '00000000-0000-4000-8000-000000000002') \gset two_
select is(
  concat_ws(' ', :'two_status', :'two_canceled_us', :'two_reason'), 'canceled 1767625500000000 asked',
  'and says when and why');
select comes_to('done', format('execute orders_cancel(%L, null, %L, null)', :'alice', '1767625600000000'), 'cancel all');
select is(found(format('execute trading_open_orders(%L)', :'alice')), '', 'none is open');
select acts_for('-2') as ignored \gset
select is(found(format('execute trading_open_orders(%L)', :'bob')), '1', 'his is');
select comes_to('done', format('execute orders_cancel(%L, null, %L, null)', :'alice', '1767625600000000'), 'hers he cannot');
select acts_for('-1') as ignored \gset

-- A replacement is an order of its own, and each names the other.
select orders('done', 40);
select orders('done', 41, '{"replaces": "00000000-0000-4000-8000-000000000040", "limit_price": "101"}');
select comes_to('done', format('execute orders_update(%L, %L, %L)', :'alice', '1767625700000000',
  '[{"id": "00000000-0000-4000-8000-000000000040", "status": "replaced", "replaced_us": 1767625700000000, "replaced_by": "00000000-0000-4000-8000-000000000041"}]'), 'it is replaced');
select is(found(format('execute trading_open_orders(%L)', :'alice')), '41', 'by what is open now');

-- Fills belong to an order of the account, and are numbered.
reset role;
create function fills(wanted text, n int, otherwise jsonb default '{}') returns text
language sql
return comes_to(
  wanted,
  format('execute fills_insert(%L, %L, %L)', 'a0000000-0000-4000-8000-000000000000', '1',
    a_fill(n, otherwise)),
  'fill ' || n || ' with ' || otherwise);
set local role papertrade_app;
select fills('done', 41);
select fills('23505', 41);
select fills('23505', 41, '{"id": "00000000-0000-4000-8000-000000000777"}');
select fills('done', 41, '{"id": "00000000-0000-4000-8000-000000000142", "number": 2, "quantity": "0.000000001", "price": "0.000001", "value": "0"}');
select fills('23503', 1000);
select fills('23503', 501);
select fills('23514', 40, '{"quantity": "0"}');
select fills('23514', 40, '{"price": "-1"}');
select fills('23514', 40, '{"fee": "-1"}');
select fills('23514', 40, '{"side": "long"}');
select fills('23514', 40, '{"explanation": []}');
select fills('23502', 40, '{"explanation": null}');
select fills('23502', 40, '{"bid": null}');
select fills('23502', 40, '{"quote_us": null}');
execute fills_find('00000000-0000-4000-8000-000000000141', null) \gset fill_
select is(
  concat_ws(' ', :'fill_price', :'fill_bid', :'fill_ask', :'fill_bid_size', :'fill_ask_size',
    :'fill_quote_us', :'fill_quote_source', :'fill_model', :'fill_explanation'),
  '99.5 99.4 99.5 300 200 1767625199000000 sim realistic {"why": "the ask"}',
  'a fill with what explains it');
select is(found(format('execute fills_of_order(%L, %L)', :'alice', id_of(41))), '1 2', 'an order''s fills');
select is(found(format('execute fills_find(%L, %L)', id_of(141), :'bob')), '', 'in its account only');
select is(
  found(format('execute fills_list(%L, ''0'', ''1767625200000042'', ''5'')', :'alice')), '1 2',
  'the fills of a time');
select acts_for('-2') as ignored \gset
select is(found(format('execute fills_find(%L, null)', id_of(141))), '', 'another''s is not found');
reset role;

select * from finish();
rollback;
