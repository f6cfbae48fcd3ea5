-- The schema as the migrations leave it, and rules that every later table has
-- to follow too.
begin;
select plan(16);

-- Relations of the product; extensions bring some of their own.
create temporary view ours as
select c.*
from pg_class c
where c.relnamespace = 'public'::regnamespace
  and not exists (
    select from pg_depend d where d.objid = c.oid and d.deptype = 'e'
  );

select tables_are('public', array[
  'account_days', 'account_moments', 'accounts', 'activity_log', 'api_keys', 'audit_runs',
  'bar_series', 'bars', 'bars_2000', 'bars_2010', 'bars_2015', 'bars_2020', 'bars_2025',
  'bars_2030', 'bars_default', 'bars_old', 'closings', 'fills',
  'idempotency_keys', 'imports', 'instance', 'instruments', 'kill_switch', 'lots',
  'mail_queue', 'market_cache', 'one_time_links', 'order_templates', 'orders', 'outbox',
  'outbox_readers', 'positions', 'recovery_codes', 'refresh_tokens', 'replay_clock', 'schema_migrations',
  'telemetry_events', 'transfers', 'user_sessions', 'users', 'watchlists'
]);
select schema_owner_is('public', 'papertrade_owner');
select db_owner_is(current_database(), 'papertrade_owner');
select is_empty(
  $$select relname from ours
    where relkind in ('r', 'p', 'v', 'm', 'S')
      and pg_get_userbyid(relowner) <> 'papertrade_owner'$$,
  'everything in public belongs to the owner');

select col_is_pk('schema_migrations', 'version');
select throws_ok(
  $$insert into schema_migrations (version, name, checksum) values (0, 'zero', repeat('0', 64))$$,
  '23514', null, 'migrations are numbered from one');
select throws_ok(
  $$insert into schema_migrations (version, name, checksum) values (9999, 'short', '0')$$,
  '23514', null, 'a checksum has 64 digits');

select results_eq('select count(*) from instance', array[1::bigint], 'one identity');
select throws_ok('insert into instance default values', '23505', null, 'and no second');
select throws_ok(
  'insert into instance (single) values (false)', '23514', null, 'by no other way');

select throws_ok(
  $$insert into telemetry_events (name) values ('')$$, '23514', null, 'an event has a name');
select throws_ok(
  $$insert into telemetry_events (name, duration_ms) values ('a', 86400001)$$,
  '23514', null, 'an event takes at most a day');
select throws_ok(
  $$insert into telemetry_events (name, properties) values ('a', '[]')$$,
  '23514', null, 'its properties are an object');
select lives_ok(
  $$insert into telemetry_events (name, page, duration_ms, properties)
    values (repeat('n', 64), repeat('p', 256), 86400000, '{"a": 1}')$$,
  'an event as large as it may be');

-- The policies are what stands between a forgotten where and somebody's data.
select is_empty(
  $$select c.relname
    from pg_attribute a
    join ours c on c.oid = a.attrelid
    where c.relkind in ('r', 'p')
      and a.attname = 'user_id'
      and not a.attisdropped
      and not (
        c.relrowsecurity
        and (c.relforcerowsecurity or pg_get_userbyid(c.relowner) <> 'papertrade_app')
        and exists (select from pg_policy p where p.polrelid = c.oid)
      )$$,
  'every table with a user_id has row-level security and a policy');
select is_empty(
  $$select relname from ours
    where relkind = 'm'
      or relkind = 'v'
      and not coalesce(reloptions && array['security_invoker=true', 'security_invoker=on'], false)$$,
  'no view reads past the policies');

select * from finish();
rollback;
