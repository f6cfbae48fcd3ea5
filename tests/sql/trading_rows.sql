-- Whose rows of trading each role sees and changes: the server for one user, the market
-- daemon all it has to find, but to change for one user too.
begin;
select plan(149);
\ir trading.psql
\set all '{accounts,orders,fills,transfers,entries,positions,lots,closings,account_days,account_moments,idempotency_keys,watchlists,order_templates,fill_activities,other_activities,order_tickets}'

-- Whose rows of a table are seen, as letters.
create function seen(relation text) returns text
language plpgsql as $$
declare
  found text;
begin
  execute format(
    'select string_agg(distinct chr(96 - user_id::int), '''' order by chr(96 - user_id::int))
      from %I where user_id between -3 and -1', relation)
  into found;
  return coalesce(found, '');
end
$$;
create function sees(wanted text, relations text[]) returns setof text
language sql as $$
select is(
  seen(relation), wanted,
  current_setting('role') || ' for ' || coalesce(nullif(current_setting('papertrade.user_id'), ''), 'nobody')
  || coalesce(' administrating ' || nullif(current_setting('papertrade.admin'), ''), '')
  || ' sees of ' || relation || ': ' || wanted)
from unnest(relations) as relation
$$;

-- Each of them has a row in each table, by the server's own statements.
create function trades(who text, account uuid, n int) returns void
language plpgsql as $$
begin
  perform acts_for(who);
  execute format('execute orders_insert(%L, ''1'', %L)', account, an_order(n));
  execute format('execute fills_insert(%L, ''1'', %L)', account, a_fill(n));
  execute format('execute ledger_insert(%L, ''1'', %L)', account, a_transfer(n));
  execute format('execute trading_put_positions(%L, ''1'', ''1'', %L)', account,
    '[{"symbol": "AAPL", "quantity": "10", "cost": "995"}]');
  execute format('execute trading_put_lots(%L, ''1'', %L)', account, json_build_array(json_build_object(
    'number', n, 'symbol', 'AAPL', 'opened_us', 1, 'quantity', 10, 'remaining', 10, 'cost', 995)));
  execute format('execute trading_insert_closings(%L, ''1'', %L)', account, json_build_array(json_build_object(
    'lot_number', n, 'symbol', 'AAPL', 'opened_us', 1, 'closed_us', 2, 'quantity', 1, 'cost', 1, 'cash', 1)));
  execute format('execute outbox_insert(%L, ''[{"kind": "trade_update", "payload": {}}]'')', account);
  execute format('execute idempotency_put(%L, ''key'', ''/v2/orders'', repeat(''ab'', 32), ''200'', '''')', account);
  execute format('execute watchlists_insert(%L, ''List'', ''{AAPL}'')', account);
  execute 'execute order_templates_insert(''Template'', ''{}'')';
end
$$;
set local role papertrade_app;
select trades('-1', :'alice', 1), trades('-2', :'bob', 2), trades('-3', :'carol', 3) as ignored \gset
set local role papertrade_market;
select acts_for('-1') as ignored \gset
select comes_to('done', format('execute portfolio_put_day(%L, ''1'', ''2026-01-05'', ''1'', ''5'', ''4'', ''3'', ''-2'', ''0'', ''0'', ''0'', ''0'')', :'alice'), 'her day');
select comes_to('done', format('execute portfolio_put_moment(%L, ''1'', ''1'', ''5'', ''4'')', :'alice'), 'her moment');
select acts_for('-2') as ignored \gset
select comes_to('done', format('execute portfolio_put_day(%L, ''1'', ''2026-01-05'', ''1'', ''5'', ''4'', ''3'', ''-2'', ''0'', ''0'', ''0'', ''0'')', :'bob'), 'his day');
select comes_to('done', format('execute portfolio_put_moment(%L, ''1'', ''1'', ''5'', ''4'')', :'bob'), 'his moment');
select acts_for('-3') as ignored \gset
select comes_to('done', format('execute portfolio_put_day(%L, ''1'', ''2026-01-05'', ''1'', ''5'', ''4'', ''3'', ''-2'', ''0'', ''0'', ''0'', ''0'')', :'carol'), 'a third');
select comes_to('done', format('execute portfolio_put_moment(%L, ''1'', ''1'', ''5'', ''4'')', :'carol'), 'moment');

-- The server.
set local role papertrade_app;
select acts_for('') as ignored \gset
select sees('', :'all');
select acts_for('-1') as ignored \gset
select sees('a', :'all');
select acts_for('-2') as ignored \gset
select sees('b', :'all');
select acts_for('-3', 'on') as ignored \gset
select sees('c', :'all');

-- What it changes is one's own; to hers bob comes by no statement.
select acts_for('-2') as ignored \gset
select comes_to('0', format('update %I set %s where user_id = -1', relation, change))
from (values
  ('accounts', 'cash = 0'), ('orders', 'status = ''new'''), ('positions', 'quantity = 0, cost = 0'),
  ('lots', 'remaining = 0, cost = 0'), ('watchlists', 'name = ''x'''), ('order_templates', 'name = ''x''')
) as changes (relation, change);
select comes_to('0', 'delete from watchlists where user_id = -1');
select comes_to('0', 'delete from order_templates where user_id = -1');
select comes_to('42501', 'insert into ' || statement)
from unnest(array[
  'orders (id, user_id, account_id, epoch, number, client_order_id, symbol, asset_id, asset_class, side, type, time_in_force, quantity, status, source, created_at, submitted_at, updated_at)
    values (id_of(9), -1, ''a0000000-0000-4000-8000-000000000000'', 1, 9, ''x'', ''A'', id_of(9), ''us_equity'', ''buy'', ''market'', ''day'', 1, ''new'', ''web'', now(), now(), now())',
  'positions (user_id, account_id, epoch, symbol, quantity, cost, opened_at, updated_at) values (-1, ''a0000000-0000-4000-8000-000000000000'', 1, ''A'', 1, 1, now(), now())',
  'outbox (user_id, account_id, kind, payload) values (-1, ''a0000000-0000-4000-8000-000000000000'', ''x'', ''{}'')',
  'watchlists (user_id, account_id, name) values (-1, ''a0000000-0000-4000-8000-000000000000'', ''x'')',
  'order_templates (user_id, name, body) values (-1, ''x'', ''{}'')',
  'transfers (user_id, account_id, epoch, kind, parties, assets, amounts)
    values (-1, ''a0000000-0000-4000-8000-000000000000'', 1, ''deposit'', ''{holder,bank}'', ''{usd,usd}'', ''{1,-1}'')',
  'idempotency_keys (user_id, account_id, key, route, body_hash, status, body)
    values (-1, ''a0000000-0000-4000-8000-000000000000'', ''x'', ''x'', sha256(''''), 200, '''')'
]) as statement;

-- The market daemon finds all, but what it does not need.
set local role papertrade_market;
\set found '{accounts,orders,fills,transfers,entries,positions,lots,account_days,account_moments,outbox,idempotency_keys,watchlists,order_tickets}'
select acts_for('') as ignored \gset
select sees('abc', :'found');
select acts_for('-2') as ignored \gset
select sees('abc', :'found');
select comes_to('42501', 'select * from ' || relation)
from unnest('{closings,order_templates,users,api_keys,audit_runs}'::text[]) as relation;

-- It changes and locks nothing for nobody, and for one only what is that one's.
select comes_to('0', format('update %I set %s where user_id = -1', relation, change))
from (values
  ('accounts', 'cash = 0'), ('orders', 'status = ''new'''), ('positions', 'quantity = 0, cost = 0'),
  ('lots', 'remaining = 0, cost = 0'), ('account_days', 'equity = 0')
) as changes (relation, change);
select comes_to('1', format('update %I set %s where user_id = -2', relation, change))
from (values
  ('accounts', 'cash = 0'), ('orders', 'status = ''new'''), ('positions', 'quantity = 0, cost = 0'),
  ('lots', 'remaining = 0, cost = 0')
) as changes (relation, change);
select is_empty('select from accounts where user_id = -1 for update', 'her account is not locked for him');
select acts_for('') as ignored \gset
select comes_to('0', 'update accounts set cash = 0');
select comes_to('0', 'update orders set status = ''new''');
select comes_to('42501',
  'insert into outbox (user_id, account_id, kind, payload) values (-1, ''a0000000-0000-4000-8000-000000000000'', ''x'', ''{}'')');
select comes_to('42501', format('execute ledger_insert(%L, ''1'', %L)', :'alice', a_transfer(1)), 'a transfer for nobody');
select comes_to('42501', 'update accounts set multiplier = 4');
select comes_to('42501', 'update accounts set killed_at = null');

-- It sweeps for all.
select ok(outcome('delete from account_moments')::int >= 3, 'moments of all are swept');
select ok(outcome('delete from idempotency_keys')::int >= 3, 'and replies');
select ok(outcome('delete from outbox')::int >= 3, 'and messages');

-- The backup reads all.
set local role papertrade_backup;
select sees('abc', '{accounts,orders,fills,transfers,entries,positions,lots,closings,account_days,watchlists,order_templates}');
reset role;

-- Taking a user away takes along all that is the user's.
delete from users where id = -1;
select is((select count(*) from entries where user_id = -1), 0::bigint, 'her ledger is gone');
select is((select count(*) from orders where user_id = -1), 0::bigint, 'and her orders');
select ok((select count(*) from entries where user_id = -2) > 0, 'his is there');

select * from finish();
rollback;
