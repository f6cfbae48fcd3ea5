-- The ledger: a transfer is whole and adds up to nothing, or it is not written.
begin;
select plan(62);
\ir trading.psql
select acts_for('-1') as ignored \gset

-- Every account opens with its deposit, whoever makes it.
select is(
  (select array_agg(a.user_id || ' ' || t.kind || ' ' || t.epoch || ' ' || e.line || ' '
      || e.party || ' ' || e.asset || ' ' || trim_scale(e.amount) order by a.user_id, e.line)
    from accounts a
    join transfers t on t.account_id = a.id
    join entries e on e.transfer_id = t.id
    where a.user_id in (-1, -2)),
  array[
    '-2 deposit 1 1 holder usd 100000', '-2 deposit 1 2 bank usd -100000',
    '-1 deposit 1 1 holder usd 100000', '-1 deposit 1 2 bank usd -100000'
  ], 'an account opens with its deposit');
select is(
  (select (cash, last_equity, epoch, order_count)::text from accounts where id = :'alice'),
  '(100000.000000,100000.000000,1,0)', 'which is its cash');

set local role papertrade_app;
select lives_ok(
  $$insert into accounts (id, user_id, name, starting_cash, cash, epoch, order_count, last_equity)
    values ('a0000000-0000-4000-8000-000000000001', -1, 'Rich', 500, 1000000, 7, 9, 1000000)$$,
  'an account that says that it has a million');
select is(
  (select (cash, last_equity, epoch, order_count)::text from accounts where name = 'Rich'),
  '(500.000000,500.000000,1,0)', 'has what was deposited');
select is(
  (select sum(amount)
    from entries
    where account_id = 'a0000000-0000-4000-8000-000000000001' and party = 'holder'),
  500::numeric, 'and that was');
select people_register('tap-dora', null, null, 'trader', 2500.5) as dora \gset
select acts_for(:'dora') as ignored \gset
select is(
  (select array_agg((t.kind, e.party, trim_scale(e.amount))::text order by e.line)
    from transfers t
    join entries e on e.transfer_id = t.id),
  array['(deposit,holder,2500.5)', '(deposit,bank,-2500.5)'],
  'who registers gets the deposit in the same transaction');
select ok(account_number ~ '^PA[0-9]{9}$', 'and a number: ' || account_number) from accounts;
select acts_for('-1') as ignored \gset

-- What is not whole. Each as the server's role, for alice.
reset role;
-- A transfer with the entries that are given, each as party asset amount.
create function moved(entries text[]) returns jsonb
language sql
return jsonb_build_object(
  'kind', 'journal', 'at_us', 1, 'activity_id', gen_random_uuid(), 'entries',
  (select coalesce(json_agg(json_build_object(
      'party', split_part(e, ' ', 1), 'asset', split_part(e, ' ', 2),
      'amount', split_part(e, ' ', 3)
    )), '[]')
    from unnest(entries) as e));
create function moves(wanted text, entries text[], otherwise jsonb default '{}') returns text
language sql
return comes_to(
  wanted,
  format(
    'execute ledger_insert(%L, %L, %L)', 'a0000000-0000-4000-8000-000000000000', '1',
    json_build_array(moved(entries) || otherwise)),
  entries::text || coalesce(' with ' || nullif(otherwise, '{}')::text, ''));
create function move(wanted text, first text[], second text[]) returns text
language sql
return comes_to(
  wanted,
  format(
    'execute ledger_insert(%L, %L, %L)', 'a0000000-0000-4000-8000-000000000000', '1',
    json_build_array(moved(first), moved(second))),
  first::text || ' and ' || second::text);
-- Those that no list of objects could say: columns as they are kept.
create function writes(wanted text, parties text, assets text, amounts text) returns text
language sql
return comes_to(
  wanted,
  format(
    'insert into transfers (user_id, account_id, epoch, kind, parties, assets, amounts)
    values (-1, %L, 1, ''journal'', %L, %L, %L)',
    'a0000000-0000-4000-8000-000000000000', parties, assets, amounts));
set local role papertrade_app;

select moves('done', '{holder usd 1,bank usd -1}');
select moves('23514', '{}');
select moves('23514', '{holder usd 1}');
select moves('23514', '{holder usd 0,bank usd 0}');
select moves('23514', '{holder usd 1,bank usd -2}');
select moves('23514', '{holder usd 1,bank usd -1.000001}');
select moves('23514', '{holder usd 0.0000001,bank usd -0.0000001}');
select moves('done', '{holder usd -1,market usd 1,holder AAPL 0.000000001,market AAPL -0.000000001}');
select moves('23514', '{holder usd -1,market AAPL 1}');
select moves('23514', '{holder AAPL 1,market MSFT -1}');
select moves('23514', '{holder USD 1,bank usd -1}');
select moves('done', '{holder USD 1,market USD -1}');
select moves('23514', '{holder aapl 1,market aapl -1}');
select moves('23514', '{thief usd 1,bank usd -1}');
select moves('23514', '{holder usd 1,bank usd -1}', '{"kind": "gift"}');
select moves('23514', '{holder usd 1,bank usd -1}', '{"kind": "fill"}');
select moves('23502', '{holder usd 1,bank usd -1}', '{"activity_id": null}');
select moves('done', '{holder usd 1,bank usd -1}', '{"event": "dividend AAPL 2026-01-05"}');
select moves('23505', '{holder usd 1,bank usd -1}', '{"event": "dividend AAPL 2026-01-05"}');
select moves('done', '{holder usd 1,bank usd -1}', '{"event": "dividend AAPL 2026-01-06"}');
select isnt(
  (select count(*) from transfers where event = 'dividend AAPL 2026-01-05'), 0::bigint,
  'it has happened');
execute ledger_event(:'alice', 'dividend AAPL 2026-01-05') \gset found_
select ok(:'found_id' <> '', 'and is found');

-- Pairs that are none, lists of different lengths, what is not there, other dimensions.
select writes('1', '{holder,bank}', '{usd,usd}', '{1,-1}');
select writes('23514', '{holder}', '{usd,usd}', '{1,-1}');
select writes('23514', '{holder,bank,bank}', '{usd,usd}', '{1,-1}');
select writes('23514', '{holder,bank}', '{usd}', '{1,-1}');
select writes('23514', '{holder,bank}', '{usd,usd}', '{1,-1,1}');
select writes('23514', '{holder,null}', '{usd,usd}', '{1,-1}');
select writes('23514', '{holder,bank}', '{usd,null}', '{1,-1}');
select writes('23514', '{holder,bank,bank}', '{usd,usd,usd}', '{1,-1,null}');
select writes('23514', '{holder,bank}', '{usd,usd}', '{NaN,-1}');
select writes('23514', '{{holder,bank},{holder,bank}}', '{{usd,usd},{A,A}}', '{{1,-1},{1,-1}}');
select writes('23514', '[0:1]={holder,bank}', '[0:1]={usd,usd}', '[0:1]={1,-1}');
select writes('1', '{holder,market,holder,market}', '{usd,usd,A,A}', '{-1,1,2,-2}');
select writes('23514', '{holder,market,holder,market}', '{usd,usd,A,A}', '{-1,1,2,-3}');
select writes('23514', '{holder,market,holder,market}', '{usd,usd,A,B}', '{-1,1,2,-2}');
select writes('23514', '{holder,market,holder,market}', '{usd,usd,A,A}', '{0,0,2,-2}');
select writes('23514', '{holder,market,holder,market}', '{usd,usd,A,A}', '{-1,1,0,0}');
select writes('23514', '{holder,market,holder,thief}', '{usd,usd,A,A}', '{-1,1,2,-2}');
select writes('23514', '{holder,market,holder,market}', '{usd,usd,a,a}', '{-1,1,2,-2}');
select writes('23514', '{holder,market,holder,market}', '{usd,usd,A,A}', '{NaN,NaN,2,-2}');
select writes('23514', '{holder,market,holder,market}', '{usd,usd,A,A}', '{-1.0000001,1.0000001,2,-2}');
select writes('23502', null, '{usd,usd}', '{1,-1}');
select comes_to('23502',
  $$insert into transfers (user_id, account_id, epoch, kind)
    values (-1, 'a0000000-0000-4000-8000-000000000000', 1, 'deposit')$$);

-- Nothing is added to a transfer later, and nothing is an entry but in its transfer.
select comes_to('42501', $$update transfers set amounts = '{2,-2}' where user_id = -1$$);
select comes_to('55000', 'insert into entries select * from entries');
reset role;
select comes_to('23514', $$update transfers set amounts = '{2,-1}' where user_id = -1$$);
set local role papertrade_app;

-- Several transfers in one statement are looked at one by one.
select move('done', '{holder usd 1,bank usd -1}', '{holder usd 2,bank usd -2}');
select move('23514', '{holder usd 1,bank usd -2}', '{holder usd 2,bank usd -1}');
select move('23514', '{holder usd 1,bank usd -1}', '{}');

-- Not for bob, and not for nobody.
select acts_for('-2') as ignored \gset
select moves('23503', '{holder usd 1,bank usd -1}');
select acts_for('') as ignored \gset
select moves('42501', '{holder usd 1,bank usd -1}');
reset role;

-- Not even by the owner, as long as the constraint is there.
set local role papertrade_owner;
select acts_for('-1') as ignored \gset
select moves('23514', '{holder usd 1,bank usd -2}');
reset role;
select is_empty(
  'select transfer_id, asset from entries group by transfer_id, asset having sum(amount) <> 0',
  'after all of it, everything adds up');
select is_empty(
  'select id from transfers t where (select count(*) from entries where transfer_id = t.id) < 2',
  'and no transfer moves nothing');

select * from finish();
rollback;
