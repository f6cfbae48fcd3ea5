-- Each role, as it logs in: what it may do, and above all what it may not.
begin;
select plan(110);

-- Relations of the product; extensions bring some of their own.
create temporary view ours as
select c.*
from pg_class c
where c.relnamespace = 'public'::regnamespace
  and not exists (
    select from pg_depend d where d.objid = c.oid and d.deptype = 'e'
  );

select is_empty(
  $$select rolname from pg_roles
    where rolname like 'papertrade\_%'
      and (rolsuper or rolcreaterole or rolcreatedb or rolreplication)$$,
  'no role rules the server');
select is(
  (select string_agg(rolname, ' ' order by rolname) from pg_roles
    where rolname like 'papertrade\_%' and rolcanlogin),
  'papertrade_app papertrade_backup papertrade_market papertrade_owner',
  'the four roles log in');
select is_empty(
  $$select m.* from pg_auth_members m
    where pg_get_userbyid(m.member) in (
      'papertrade_app', 'papertrade_market', 'papertrade_backup'
    )$$,
  'app, market and backup are members of nothing');
select is(
  (select string_agg(rolname, ' ') from pg_roles where rolname like 'papertrade\_%' and rolbypassrls),
  'papertrade_backup', 'the backup alone sees past row-level security');

-- What a role may do to tables, all of it. An append-only table has no update or
-- delete; a new grant of either is added here on purpose or not at all.
create function grants_of(who name) returns text
language sql as $$
select string_agg(granted, E'\n' order by granted)
from (
  select relname || ': ' || string_agg(privilege, ' ' order by privilege) as granted
  from ours
  cross join unnest(array[
    'select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger'
  ]) as privilege
  where relkind in ('r', 'p', 'v', 'm')
    and (
      has_table_privilege(who, oid, privilege)
      or privilege not in ('delete', 'truncate', 'trigger')
      and has_any_column_privilege(who, oid, privilege)
    )
  group by relname
) as grants
$$;

select is(
  grants_of('papertrade_app'),
  E'account_days: select\n'
  'account_moments: select\n'
  'accounts: insert select update\n'
  'activity_log: insert select\n'
  'api_keys: insert select update\n'
  'audit_runs: select\n'
  'bar_series: insert select update\n'
  'bars: insert select update\n'
  'closings: insert select\n'
  'entries: select\n'
  'fill_activities: select\n'
  'fills: insert select\n'
  'idempotency_keys: insert select\n'
  'imports: insert select\n'
  'instance: select\n'
  'instruments: insert select update\n'
  'kill_switch: select update\n'
  'lots: insert select update\n'
  'mail_queue: delete insert select update\n'
  'market_cache: delete insert select update\n'
  'one_time_links: insert select update\n'
  'order_templates: delete insert select update\n'
  'order_tickets: select\n'
  'orders: insert select update\n'
  'other_activities: select\n'
  'outbox: insert\n'
  'positions: insert select update\n'
  'recovery_codes: delete insert select update\n'
  'refresh_tokens: insert select update\n'
  'schema_migrations: select\n'
  'telemetry_events: insert select\n'
  'transfers: insert select\n'
  'user_sessions: insert select update\n'
  'users: select update\n'
  'watchlists: delete insert select update',
  'the grants of app');
select is(
  grants_of('papertrade_market'),
  E'account_days: insert select update\n'
  'account_moments: delete insert select\n'
  'accounts: select update\n'
  'bar_series: insert select update\n'
  'bars: insert select update\n'
  'closings: insert\n'
  'entries: select\n'
  'fills: insert select\n'
  'idempotency_keys: delete select\n'
  'instance: select\n'
  'instruments: insert select update\n'
  'kill_switch: select\n'
  'lots: insert select update\n'
  'market_cache: delete insert select update\n'
  'order_tickets: select\n'
  'orders: insert select update\n'
  'outbox: delete insert select update\n'
  'outbox_readers: delete insert select update\n'
  'positions: insert select update\n'
  'replay_clock: insert select update\n'
  'schema_migrations: select\n'
  'transfers: insert select\n'
  'watchlists: select',
  'the grants of market, which sees nothing of people');
select is_empty(
  $$select relname from ours
    where relkind in ('r', 'p', 'v', 'm')
      and not has_table_privilege('papertrade_backup', oid, 'select')$$,
  'backup reads every table');
select is_empty(
  $$select relname from ours
    where relkind = 'S'
      and not case relkind when 'S' then has_sequence_privilege('papertrade_backup', oid, 'select') end$$,
  'and every sequence');
select is_empty(
  $$select relname from ours
    where relkind in ('r', 'p')
      and has_table_privilege('papertrade_backup', oid, 'insert, update, delete, truncate')$$,
  'backup writes no table');

create function refused_to(who name, statement text) returns text
language plpgsql as $$
declare
  outcome text;
begin
  execute format('set local role %I', who);
  begin
    execute statement;
    outcome := 'allowed';
  exception when others then
    outcome := sqlstate;
  end;
  reset role;
  return is(outcome, '42501', who || ' is refused: ' || statement);
end
$$;

insert into telemetry_events (name) values ('kept');

select refused_to('papertrade_app', 'create table mine (id int)');
select refused_to('papertrade_app', 'create temporary table mine (id int)');
select refused_to('papertrade_app', 'create schema mine');
select refused_to('papertrade_app', 'create view mine as select 1');
select refused_to('papertrade_app', 'create function mine() returns int language sql as ''select 1''');
select refused_to('papertrade_app', 'create sequence mine');
select refused_to('papertrade_app', 'create type mine as (a int)');
select refused_to('papertrade_app', 'create role mine');
select refused_to('papertrade_app', 'create extension pg_stat_statements');
select refused_to('papertrade_app', 'drop table telemetry_events');
select refused_to('papertrade_app', 'alter table telemetry_events add column mine int');
select refused_to('papertrade_app', 'alter table telemetry_events disable row level security');
select refused_to('papertrade_app', 'create index on telemetry_events (name)');
select refused_to('papertrade_app', 'create policy mine on telemetry_events using (true)');
select refused_to('papertrade_app', 'truncate telemetry_events');
select refused_to('papertrade_app', 'lock table telemetry_events in access exclusive mode');
select refused_to('papertrade_app', 'update telemetry_events set name = ''forged''');
select refused_to('papertrade_app', 'delete from telemetry_events');
select refused_to('papertrade_app', 'insert into schema_migrations values (9998, ''x'', repeat(''0'', 64))');
select refused_to('papertrade_app', 'update schema_migrations set checksum = repeat(''0'', 64)');
select refused_to('papertrade_app', 'delete from schema_migrations');
select refused_to('papertrade_app', 'update instance set id = gen_random_uuid()');
select refused_to('papertrade_app', 'delete from instance');
select refused_to('papertrade_app', 'drop function current_user_id()');
select refused_to('papertrade_app', 'alter table telemetry_events owner to papertrade_app');
select refused_to('papertrade_app', 'copy telemetry_events to program ''true''');
select refused_to('papertrade_app', 'select pg_read_file(''PG_VERSION'')');
select refused_to('papertrade_app', 'select pg_reload_conf()');

select refused_to('papertrade_market', 'create table mine (id int)');
select refused_to('papertrade_market', 'create temporary table mine (id int)');
select refused_to('papertrade_market', 'create schema mine');
select refused_to('papertrade_market', 'create view mine as select 1');
select refused_to('papertrade_market', 'create function mine() returns int language sql as ''select 1''');
select refused_to('papertrade_market', 'create sequence mine');
select refused_to('papertrade_market', 'create type mine as (a int)');
select refused_to('papertrade_market', 'create role mine');
select refused_to('papertrade_market', 'create extension pg_stat_statements');
select refused_to('papertrade_market', 'select * from users');
select refused_to('papertrade_market', 'select * from api_keys');
select refused_to('papertrade_market', 'select * from user_sessions');
select refused_to('papertrade_market', 'select * from mail_queue');
select refused_to('papertrade_market', 'select * from activity_log');
select refused_to('papertrade_market', 'select * from order_templates');
select refused_to('papertrade_market', 'insert into telemetry_events (name) values (''forged'')');
select refused_to('papertrade_market', 'select people_count()');
select refused_to('papertrade_market', 'update kill_switch set killed_at = null');
select refused_to('papertrade_market', 'drop view entries');
select refused_to('papertrade_market', 'alter table transfers disable trigger all');
select refused_to('papertrade_market', 'set session_replication_role = replica');
select refused_to('papertrade_market', 'select pg_read_file(''PG_VERSION'')');

-- What is written stays as it is, whoever writes.
select refused_to('papertrade_app', 'update transfers set amounts = ''{1,-1}''');
select refused_to('papertrade_app', 'alter table transfers drop constraint transfers_entries');
select refused_to('papertrade_app', 'update transfers set note = ''forged''');
select refused_to('papertrade_app', 'delete from transfers');
select refused_to('papertrade_app', 'update fills set price = 1');
select refused_to('papertrade_app', 'delete from fills');
select refused_to('papertrade_app', 'update closings set cash = 1');
select refused_to('papertrade_app', 'delete from closings');
select refused_to('papertrade_app', 'delete from orders');
select refused_to('papertrade_app', 'update orders set number = 1');
select refused_to('papertrade_app', 'update orders set client_order_id = ''x''');
select refused_to('papertrade_app', 'delete from positions');
select refused_to('papertrade_app', 'delete from lots');
select refused_to('papertrade_app', 'delete from accounts');
select refused_to('papertrade_app', 'update accounts set account_number = ''PA000000001''');
select refused_to('papertrade_app', 'truncate transfers');
select refused_to('papertrade_app', 'insert into audit_runs default values');
select refused_to('papertrade_app', 'update account_days set day = now()');
select refused_to('papertrade_market', 'update transfers set amounts = ''{1,-1}''');
select refused_to('papertrade_market', 'alter table transfers drop constraint transfers_entries');
select refused_to('papertrade_market', 'update transfers set note = ''forged''');
select refused_to('papertrade_market', 'delete from transfers');
select refused_to('papertrade_market', 'update fills set price = 1');
select refused_to('papertrade_market', 'delete from fills');
select refused_to('papertrade_market', 'update closings set cash = 1');
select refused_to('papertrade_market', 'delete from closings');
select refused_to('papertrade_market', 'delete from orders');
select refused_to('papertrade_market', 'update orders set number = 1');
select refused_to('papertrade_market', 'update orders set client_order_id = ''x''');
select refused_to('papertrade_market', 'delete from positions');
select refused_to('papertrade_market', 'delete from lots');
select refused_to('papertrade_market', 'delete from accounts');
select refused_to('papertrade_market', 'update accounts set account_number = ''PA000000001''');
select refused_to('papertrade_market', 'truncate transfers');
select refused_to('papertrade_market', 'insert into audit_runs default values');
select refused_to('papertrade_market', 'update account_days set day = now()');
select refused_to('papertrade_app', 'alter table transfers disable trigger all');
select refused_to('papertrade_app', 'set session_replication_role = replica');
select refused_to('papertrade_app', 'insert into account_days default values');
select refused_to('papertrade_app', 'select * from outbox');

select refused_to('papertrade_backup', 'insert into telemetry_events (name) values (''forged'')');
select refused_to('papertrade_backup', 'update instance set id = gen_random_uuid()');
select refused_to('papertrade_backup', 'delete from telemetry_events');
select refused_to('papertrade_backup', 'truncate telemetry_events');
select refused_to('papertrade_backup', 'create table mine (id int)');
select refused_to('papertrade_backup', 'create schema mine');
select refused_to('papertrade_backup', 'drop table instance');

select refused_to('papertrade_owner', 'create role mine');
select refused_to('papertrade_owner', 'copy telemetry_events to program ''true''');
select refused_to('papertrade_owner', 'select pg_read_file(''PG_VERSION'')');

-- And what they are there for.
set local role papertrade_app;
select lives_ok(
  $$insert into telemetry_events (name) values ('seen')$$, 'app adds an event');
reset role;

select * from finish();
rollback;
