-- The tables of the market: what they refuse, where bars lie, and who sees imports.
begin;
select plan(43);

create function chunk(day date, what jsonb default '{}') returns text
language sql
return format(
  'insert into bars (source, symbol, timeframe, day, first_time, last_time, count, checksum, packed)
  values (%L, %L, %L, %L, %L, %L, %s, 1, %L)',
  coalesce(what ->> 'source', 'replay'), coalesce(what ->> 'symbol', 'TEST'),
  coalesce(what ->> 'timeframe', '1Min'), day, coalesce(what ->> 'first', '2024-01-02'),
  coalesce(what ->> 'last', '2024-01-03'), coalesce(what ->> 'count', '1'),
  coalesce(what ->> 'packed', '\x0102030405060708'));

select lives_ok(chunk('2024-01-02'), 'a chunk of bars');
select throws_ok(chunk('2024-01-02'), '23505', null, 'is there once');
select lives_ok(chunk('2024-01-02', '{"timeframe": "5Min"}'), 'another timeframe is another');
select throws_ok(chunk('2024-01-04', '{"source": "Replay"}'), '23514', null, 'a source in small letters');
select throws_ok(chunk('2024-01-04', '{"symbol": "aapl"}'), '23514', null, 'a symbol in capitals');
select throws_ok(chunk('2024-01-04', '{"symbol": "A B"}'), '23514', null, 'and of one word');
select throws_ok(
  chunk('2024-01-04', '{"symbol": "ABCDEFGHIJKLMNOPQRSTUVWX"}'), '23514', null, 'of 23 letters');
select throws_ok(chunk('2024-01-04', '{"timeframe": "0Min"}'), '23514', null, 'no length of zero');
select throws_ok(chunk('2024-01-04', '{"timeframe": "1m"}'), '23514', null, 'one way to write it');
select throws_ok(chunk('2024-01-04', '{"count": "0"}'), '23514', null, 'an empty chunk is none');
select throws_ok(chunk('2024-01-04', '{"packed": "\\x00"}'), '23514', null, 'nor is one of a byte');
select throws_ok(
  chunk('2024-01-04', '{"first": "2024-01-05"}'), '23514', null, 'the first is not after the last');

-- Each stretch of time has a partition of its own, and all time has one.
select lives_ok(chunk(day::date), 'a chunk of ' || day)
from unnest(array[
  '1962-01-02', '1999-12-31', '2000-01-01', '2009-12-31', '2010-01-01', '2015-06-01',
  '2029-12-31', '2030-01-01', '2035-12-31', '2036-01-01'
]) as day;
select results_eq(
  $$select tableoid::regclass::text, count(*)
    from bars
    where symbol = 'TEST' and timeframe = '1Min'
    group by 1
    order by 1$$,
  $$values
    ('bars_2000', 2::bigint), ('bars_2010', 1), ('bars_2015', 1), ('bars_2020', 1),
    ('bars_2025', 1), ('bars_2030', 2), ('bars_default', 1), ('bars_old', 2)$$,
  'lie by their day');

select throws_ok(
  $$insert into bar_series values ('replay', 'TEST', '1Min', '2024-01-02', '2024-01-01', 1)$$,
  '23514', null, 'a series ends after it begins');
select throws_ok(
  $$insert into bar_series values ('replay', 'TEST', '1Min', '2024-01-02', '2024-01-03', -1)$$,
  '23514', null, 'and is not shorter than nothing');

select throws_ok(
  $$insert into instruments (symbol, name, exchange, sector, kind, flags, source)
    values ('test', '', '', '', 0, 0, 'sim')$$, '23514', null, 'an instrument in capitals');
select throws_ok(
  $$insert into instruments (symbol, name, exchange, sector, kind, flags, source)
    values ('TEST', repeat('n', 96), '', '', 0, 0, 'sim')$$,
  '23514', null, 'whose name fits where it is kept');
select throws_ok(
  $$insert into instruments (symbol, name, exchange, sector, kind, flags, source)
    values ('TEST', '', '', '', 3, 0, 'sim')$$, '23514', null, 'of a kind that there is');

select throws_ok(
  $$insert into market_cache values ('news', 'k', '{}', 'alpaca', now(), now() - interval '1 s')$$,
  '23514', null, 'nothing expires before it came');
select throws_ok(
  $$insert into market_cache values ('news', '', '{}', 'alpaca', now(), now())$$,
  '23514', null, 'a key is not empty');
select is(
  (select relpersistence from pg_class where oid = 'market_cache'::regclass), 'u',
  'the cache is not logged');

-- Imports are seen by whose they are and by administrators.
insert into users (username, role) values ('sqlroot', 'admin'), ('sqlanna', 'trader');
select set_config('t.root', (select id::text from users where username = 'sqlroot'), true) as ignored \gset
select set_config('t.anna', (select id::text from users where username = 'sqlanna'), true) as ignored \gset

create function import_of(who bigint, outcome text, bars bigint) returns text
language sql
return format(
  'insert into imports (user_id, file_name, symbols, rows, bars, state, started_at)
  values (%s, ''a.csv'', 1, 1, %s, %L, now())', coalesce(who::text, 'null'), bars, outcome);

select throws_ok(import_of(null, 'refused', 1), '23514', null, 'what is refused has no bars');
select throws_ok(import_of(null, 'maybe', 0), '23514', null, 'it is done or refused');

set local role papertrade_app;
select lives_ok(import_of(null, 'done', 1), 'the command line imports for nobody');
select throws_ok(
  import_of(current_setting('t.anna')::bigint, 'done', 1), '42501', null,
  'and for nobody else');
select set_config('papertrade.user_id', current_setting('t.anna'), true) as ignored \gset
select lives_ok(import_of(current_setting('t.anna')::bigint, 'done', 1), 'a user for oneself');
select throws_ok(import_of(null, 'done', 1), '42501', null, 'not for nobody');
select throws_ok(
  import_of(current_setting('t.root')::bigint, 'done', 1), '42501', null,
  'not for another');
select results_eq(
  'select count(*) from imports', array[1::bigint], 'and sees what is one''s own');
select set_config('papertrade.user_id', current_setting('t.root'), true) as ignored \gset
select is_empty('select * from imports', 'an administrator too');
select set_config('papertrade.admin', 'on', true) as ignored \gset
select ok(
  (select count(*) >= 2 from imports), 'who sees all where administrating is meant');
select throws_ok('delete from imports', '42501', null, 'what is on record stays');
select throws_ok('delete from bars', '42501', null, 'and so do bars');
reset role;

select * from finish();
rollback;
