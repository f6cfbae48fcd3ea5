-- Accounts: made, configured, copied, begun anew, archived, stopped; watchlists and
-- templates of orders.
begin;
select plan(96);
\ir trading.psql
create function configures(wanted text, changes text) returns text
language sql
return comes_to(
  wanted, format('execute accounts_update(%L, %L)', 'a0000000-0000-4000-8000-000000000000', changes),
  'an account with ' || changes);
set local role papertrade_app;
select acts_for('-1') as ignored \gset

-- Made.
execute accounts_insert('a0000000-0000-4000-8000-000000000001', 'Second', '2500.5', '2') \gset second_
select ok(:'second_account_number' ~ '^PA[0-9]{9}$', 'a new account has a number');
execute accounts_find(:'second_id') \gset second_
select is(
  concat_ws(' ', :'second_name', :'second_cash', :'second_epoch', :'second_is_default'), 'Second 2500.5 1 f',
  'and its deposit');
select is_empty(
  $$execute accounts_insert('a0000000-0000-4000-8000-000000000002', 'Third', '1', '2')$$,
  'no more than there may be');
select is(
  (select string_agg(name || ' ' || cash || ' ' || is_default, ', ') from (
    select name, trim_scale(cash) as cash, id = :'alice' as is_default from accounts order by id
  ) as a), 'Paper 100000 true, Second 2500.5 false', 'two');
execute accounts_find(:'alice') \gset first_
select is(
  concat_ws(' ', :'first_account_multiplier', :'first_max_margin_multiplier', :'first_dtbp_check', :'first_pdt_check',
    :'first_ptp_no_exception_entry', :'first_trade_confirm_email', :'first_no_shorting', :'first_suspend_trade',
    :'first_fractional', :'first_is_default'),
  '4 4 entry entry f all f f t t', 'configured by default');
select is_empty(format('execute accounts_find(%L)', :'bob'), 'another''s account is not found');

-- Configured.
select configures('done', '{"name": "Swing", "multiplier": 2, "fee_per_order": "1.5", "fee_regulatory": true, "largest_order": "5000", "orders_a_day": 20, "no_shorting": true, "suspend_trade": true}');
execute accounts_find(:'alice') \gset first_
select is(
  concat_ws(' ', :'first_name', :'first_multiplier', :'first_fee_per_order', :'first_fee_regulatory', :'first_largest_order',
    :'first_orders_a_day', :'first_shorting', :'first_suspend_trade', :'first_fill_model'),
  'Swing 2 1.5 t 5000 20 f t realistic', 'what is said changes, the rest stays');
select configures('done', '{"largest_order": null}');
execute accounts_find(:'alice') \gset first_
select ok(not :{?first_largest_order}, 'a limit that is null is none');
select is(:'first_orders_a_day'::text, '20', 'the others stay');
select configures('done', '{"cash": "1000000", "epoch": 9, "user_id": -2, "seed": 1, "killed_at": "2026-01-01", "id": "b0000000-0000-4000-8000-000000000001"}');
execute accounts_find(:'alice') \gset first_
select is(:'first_cash' || ' ' || :'first_epoch' || ' ' || :'first_killed', '100000 1 f', 'nothing else can be configured');
select configures('23514', changes)
from unnest(array[
  '{"name": ""}', '{"multiplier": 3}', '{"fill_model": "magic"}', '{"lot_method": "best"}', '{"fee_per_order": "-1"}',
  '{"fee_least": "2", "fee_most": "1"}', '{"borrow_bp": -1}', '{"dtbp_check": "never"}', '{"max_margin_multiplier": 3}',
  '{"pdt_check": "never"}', '{"trade_confirm_email": "some"}', '{"largest_order": "0"}', '{"position_share_bp": 0}',
  '{"daily_loss": "-1"}', '{"orders_a_day": 0}'
]) as changes;
select configures('23502', '{"multiplier": null}');
execute trading_lock_account(:'alice') \gset
select is(:'multiplier' || :'shorting', '2f', 'the order of things hears of it');
select configures('done', '{"max_margin_multiplier": 1}');
execute trading_lock_account(:'alice') \gset
select is(:'multiplier'::text, '1', 'and takes the smaller multiplier');
select acts_for('-2') as ignored \gset
select is_empty(format('execute accounts_update(%L, ''{"name": "Mine"}'')', :'alice'), 'nobody else configures it');
select acts_for('-1') as ignored \gset

-- Copied.
execute accounts_clone(:'alice', 'a0000000-0000-4000-8000-000000000003', null, '700', '9') \gset clone_
execute accounts_find(:'clone_id') \gset clone_
select is(
  concat_ws(' ', :'clone_name', :'clone_cash', :'clone_multiplier', :'clone_fee_per_order', :'clone_orders_a_day', :'clone_epoch'),
  'Swing 700 1 1.5 20 1', 'a copy is configured alike');
select isnt(:'clone_account_number'::text, :'first_account_number'::text, 'with a number of its own');
select isnt(:'clone_seed'::text, :'first_seed'::text, 'and chance of its own');
select is_empty(
  format('execute accounts_clone(%L, gen_random_uuid(), null, null, ''9'')', :'bob'), 'another''s is not copied');
select is_empty(
  format('execute accounts_clone(%L, gen_random_uuid(), null, null, ''3'')', :'alice'), 'nor beyond the limit');

-- Begun anew: with a position, a lot, an open order and a loss.
select comes_to('done', format('execute orders_insert(%L, ''1'', %L)', :'alice',
  an_order(1, '{"status": "filled", "filled_quantity": "10", "filled_value": "995", "fees": "1", "fill_count": 1, "filled_us": 1}')), 'an order');
select comes_to('done', format('execute orders_insert(%L, ''1'', %L)', :'alice', an_order(2)), 'another');
select comes_to('done', format('execute fills_insert(%L, ''1'', %L)', :'alice', a_fill(1)), 'a fill');
select comes_to('done', format('execute ledger_insert(%L, ''1'', %L)', :'alice', a_transfer(1)), 'its transfer');
select comes_to('done', format('execute trading_put_positions(%L, ''1'', ''1'', %L)', :'alice',
  '[{"symbol": "AAPL", "quantity": "10", "cost": "995"}]'), 'a position');
select comes_to('done', format('execute trading_put_lots(%L, ''1'', %L)', :'alice',
  '[{"number": 1, "symbol": "AAPL", "opened_us": 1, "quantity": "10", "remaining": "10", "cost": "995"}]'), 'a lot');
select comes_to('done', format('execute trading_put_account(%L, ''99004'', ''2'', ''1'')', :'alice'), 'the account');
select is_empty(format('execute accounts_archive(%L)', :'alice'), 'what is somebody''s default is not archived');
execute accounts_reset(:'bob', null) \gset
select is(:'done'::text, 'f', 'another''s is not begun anew');
execute accounts_reset(:'alice', '50000') \gset
select is(:'done'::text, 't', 'one''s own is');
execute accounts_find(:'alice') \gset first_
select is(
  concat_ws(' ', :'first_epoch', :'first_cash', :'first_starting_cash', :'first_last_equity', :'first_order_count', :'first_name'),
  '2 50000 50000 50000 2 Swing', 'in a new epoch, with what was asked for');
select is_empty(format('execute trading_holdings(%L)', :'alice'), 'nothing is held');
select is_empty(format('execute trading_lots(%L, ''{AAPL}'')', :'alice'), 'nothing is left of lots');
select is_empty(format('execute trading_open_orders(%L)', :'alice'), 'nothing is open');
select is(
  (select string_agg(
      concat_ws(' ', t.epoch, t.kind, e.party, e.asset, trim_scale(e.amount)), ', ' order by t.id, e.line)
    from transfers t
    join entries e on e.transfer_id = t.id
    where t.account_id = :'alice' and t.kind <> 'fill'),
  '1 deposit holder usd 100000, 1 deposit bank usd -100000, '
  '1 reset holder AAPL -10, 1 reset bank AAPL 10, 1 reset holder usd -99004, 1 reset bank usd 99004, '
  '2 deposit holder usd 50000, 2 deposit bank usd -50000', 'and the ledger says how');
select is(
  (select string_agg(concat_ws(' ', epoch, asset, held), ', ' order by epoch, asset)
    from (
      select t.epoch, e.asset, trim_scale(sum(e.amount)) as held
      from transfers t
      join entries e on e.transfer_id = t.id
      where t.account_id = :'alice' and e.party = 'holder'
      group by t.epoch, e.asset
    ) as sums), '1 AAPL 0, 1 usd 0, 2 usd 50000', 'an epoch that is over holds nothing');
select comes_to('23505', format('execute orders_insert(%L, ''2'', %L)', :'alice', an_order(3, '{"client_order_id": "client-1"}')),
  'the ids of clients stay used');
execute accounts_reset(:'alice', null) \gset
execute accounts_find(:'alice') \gset first_
select is(:'first_epoch' || ' ' || :'first_cash', '3 50000', 'anew, with what it began with');
select comes_to('23514', format('execute accounts_reset(%L, ''0'')', :'alice'), 'not with nothing');

-- Archived.
execute accounts_archive('a0000000-0000-4000-8000-000000000001') \gset archived_
select is(:'archived_id'::text, 'a0000000-0000-4000-8000-000000000001', 'one that is nobody''s default');
select is_empty($$execute accounts_archive('a0000000-0000-4000-8000-000000000001')$$, 'once');
select is_empty(
  $$execute accounts_update('a0000000-0000-4000-8000-000000000001', '{"name": "x"}')$$, 'it is not configured');
execute accounts_reset('a0000000-0000-4000-8000-000000000001', null) \gset
select is(:'done'::text, 'f', 'nor begun anew');

-- Stopped.
execute accounts_kill(:'alice', 'tap-alice') \gset kill_
execute accounts_kill(:'alice', 'somebody else') \gset kill_
select is(:'kill_killed_by'::text, 'tap-alice', 'who was first stays on record');
execute trading_lock_account(:'alice') \gset
select is(:'killed'::text, 't', 'the order of things hears of it');
select is_empty(format('execute accounts_kill(%L, ''tap-alice'')', :'bob'), 'one stops one''s own');
execute accounts_release(:'alice') \gset released_
execute trading_lock_account(:'alice') \gset
select is(:'killed'::text, 'f', 'and lets it go again');
select is_empty($$execute kill_switch_kill('tap-alice', 'because')$$, 'a trader does not stop the server');
select acts_for('-1', 'on') as ignored \gset
select is_empty($$execute kill_switch_kill('tap-alice', 'because')$$, 'nor by saying that she administrates');
select acts_for('-3') as ignored \gset
select is_empty($$execute kill_switch_kill('tap-carol', 'because')$$, 'nor an administrator in passing');
select acts_for('-3', 'on') as ignored \gset
execute kill_switch_kill('tap-carol', 'because') \gset switch_
select acts_for('-1') as ignored \gset
execute kill_switch_find \gset switch_
select is(:'switch_killed' || :'switch_killed_by' || :'switch_reason', 'ttap-carolbecause', 'an administrator does');
execute trading_standing(:'alice', '0', '', null) \gset standing_
select is(:'standing_killed'::text, 't', 'which everybody sees');
select is_empty('execute kill_switch_release', 'and cannot undo');
select acts_for('-3', 'on') as ignored \gset
execute kill_switch_release \gset
execute kill_switch_find \gset switch_
select is(:'switch_killed'::text, 'f', 'but an administrator can');
select acts_for('-1') as ignored \gset

-- Watchlists.
execute watchlists_insert(:'alice', 'Tech', '{MSFT,AAPL}') \gset list_
select is(:'list_symbols'::text, '["MSFT","AAPL"]', 'a list in its order');
select is_empty(format('execute watchlists_insert(%L, ''Tech'', ''{}'')', :'alice'), 'a name is taken once');
execute watchlists_add(:'alice', :'list_id', 'NVDA') \gset list_
execute watchlists_add(:'alice', :'list_id', 'MSFT') \gset list_
select is(:'list_symbols'::text, '["MSFT","AAPL","NVDA"]', 'a symbol comes once, at the end');
execute watchlists_remove(:'alice', :'list_id', 'AAPL') \gset list_
select is(:'list_symbols'::text, '["MSFT","NVDA"]', 'and goes');
select is_empty(format('execute watchlists_remove(%L, %L, ''AAPL'')', :'alice', :'list_id'), 'once');
execute watchlists_update(:'alice', :'list_id', 'Chips', null) \gset list_
select is(:'list_name' || :'list_symbols', 'Chips["MSFT","NVDA"]', 'it is renamed');
execute watchlists_insert(:'alice', 'Other', '{}') \gset other_
select is_empty(format('execute watchlists_update(%L, %L, ''Chips'', null)', :'alice', :'other_id'), 'not to a name that is taken');
execute watchlists_find(:'alice', null, 'Chips') \gset found_
select is(:'found_id'::text, :'list_id'::text, 'it is found by name');
execute watchlists_find(:'alice', :'list_id', null) \gset found_
select is(:'found_name'::text, 'Chips', 'and by id');
select comes_to('23514', format('execute watchlists_insert(%L, %L, %L)', :'alice', name, symbols), 'a list ' || name || symbols)
from (values ('', '{AAPL}'), ('x', '{aapl}'), ('x', '{AAPL,NULL}'), ('x', '{""}'), ('x', '{"A B C;"}')) as lists (name, symbols);
select acts_for('-2') as ignored \gset
select is_empty(format('execute watchlists_find(%L, %L, null)', :'alice', :'list_id'), 'another does not see it');
select is_empty(format('execute watchlists_delete(%L, %L)', :'alice', :'list_id'), 'nor delete it');
select acts_for('-1') as ignored \gset
execute watchlists_delete(:'alice', :'list_id') \gset
select is((select count(*) from watchlists), 1::bigint, 'its owner does');

-- Templates of orders.
execute order_templates_insert('Scalp', '{"symbol": "SPY"}') \gset template_
select is(:'template_body'::text, '{"symbol": "SPY"}', 'a template');
select is_empty($$execute order_templates_insert('Scalp', '{}')$$, 'of one name');
execute order_templates_update(:'template_id', null, '{"symbol": "QQQ"}') \gset template_
select is(:'template_name' || :'template_body', 'Scalp{"symbol": "QQQ"}', 'is changed');
select comes_to('23514', $$execute order_templates_insert('Other', '[]')$$);
select acts_for('-2') as ignored \gset
select is_empty($$execute order_templates_list('9')$$, 'another has none');
select is_empty(format('execute order_templates_delete(%L)', :'template_id'), 'and deletes none');
select acts_for('-1') as ignored \gset
execute order_templates_delete(:'template_id') \gset
select is_empty($$execute order_templates_list('9')$$, 'it is gone');
reset role;

select * from finish();
rollback;
