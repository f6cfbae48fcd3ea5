-- Whose rows each role sees and changes, table by table: as app for nobody, for a
-- user, for an administrator; as backup; as owner.
begin;
select plan(193);

-- alice and bob trade, carol administrates, dave did; each has a row in each table.
insert into users (id, public_id, username, role, disabled_at) overriding system value
values
  (-1, 'a0000000-0000-4000-8000-000000000000', 'tap-alice', 'trader', null),
  (-2, 'b0000000-0000-4000-8000-000000000000', 'tap-bob', 'trader', null),
  (-3, 'c0000000-0000-4000-8000-000000000000', 'tap-carol', 'admin', null),
  (-4, 'd0000000-0000-4000-8000-000000000000', 'tap-dave', 'admin', now());
create temporary view people as
select id as user_id, substr(username, 5, 1) as letter
from users
where id between -4 and -1;
insert into accounts (id, user_id, name, starting_cash)
select public_id, id, 'Paper', 100000 from users where id between -4 and -1;
insert into user_sessions (id, user_id, expires_at, ends_at, address, user_agent)
select public_id, id, now() + interval '1 day', now() + interval '1 day', '', ''
from users
where id between -4 and -1;
insert into refresh_tokens (hash, session_id, user_id)
select decode(md5(username) || md5('refresh'), 'hex'), public_id, id
from users
where id between -4 and -1;
insert into api_keys (id, user_id, account_id, name, salt, hash, can_trade)
select
  'PK' || repeat(upper(substr(username, 5, 1)), 18), id, public_id, 'bot',
  decode(md5('salt'), 'hex'), decode(md5(username) || md5('key'), 'hex'), true
from users
where id between -4 and -1;
insert into recovery_codes (user_id, hash)
select id, decode(md5(username) || md5('code'), 'hex') from users where id between -4 and -1;
insert into one_time_links (hash, purpose, user_id, expires_at)
select decode(md5(username) || md5('link'), 'hex'), 'reset', id, now() + interval '1 day'
from users
where id between -4 and -1;
insert into one_time_links (id, hash, purpose, role, expires_at)
values (
  'e0000000-0000-4000-8000-000000000000', decode(md5('invite') || md5('link'), 'hex'),
  'invite', 'trader', now() + interval '1 day'
);
insert into activity_log (user_id, action, outcome, address, user_agent, request_id)
select id, 'tap', 'done', '', '', '' from users where id between -4 and -1;
insert into activity_log (user_id, action, outcome, address, user_agent, request_id)
values (null, 'tap', 'refused', '', '', '');
insert into mail_queue (recipient, subject, body) values ('tap@example.org', 'tap', 'a link');

-- Whose rows of a table are seen: the users' letters, - for rows of nobody, and
-- + where there are rows of anybody else.
create function seen(relation text) returns text
language plpgsql as $$
declare
  found text;
begin
  execute format(
    'select string_agg(letter, '''' order by letter)
      from (
        select distinct case %1$s
          when -1 then ''a'' when -2 then ''b'' when -3 then ''c'' when -4 then ''d''
          else case when %1$s is null then ''-'' else ''+'' end
        end as letter
        from %2$I
      ) as rows',
    case relation when 'users' then 'id' when 'mail_queue' then 'null::int' else 'user_id' end,
    relation)
  into found;
  return rtrim(coalesce(found, ''), '+');
end
$$;

-- What a statement comes to: how many rows it met, or the error.
create function outcome(statement text) returns text
language plpgsql as $$
declare
  met bigint;
begin
  execute statement;
  get diagnostics met = row_count;
  return met;
exception when others then
  return sqlstate;
end
$$;

create function comes_to(wanted text, statement text) returns text
language sql as $$
select is(
  outcome(statement), wanted,
  current_setting('role') || ' for ' || coalesce(nullif(current_setting('papertrade.user_id'), ''), 'nobody')
  || ': ' || regexp_replace(statement, '\s+', ' ', 'g'))
$$;

create function acts_for(id text, administrates text) returns void
language plpgsql as $$
begin
  perform set_config('papertrade.user_id', id, true);
  perform set_config('papertrade.admin', administrates, true);
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

\set all '{users,accounts,user_sessions,refresh_tokens,api_keys,recovery_codes,one_time_links,activity_log}'
\set administrated '{users,user_sessions,api_keys,recovery_codes}'

set local role papertrade_app;

-- For nobody.
select acts_for('', '') as ignored \gset
select sees('', :'all');
select acts_for('', 'on') as ignored \gset
select sees('', :'all');
select acts_for('', '') as ignored \gset
select comes_to('0', 'update users set password_hash = null');
select comes_to('0', 'update user_sessions set revoked_at = now()');
select comes_to('0', 'update refresh_tokens set used_at = null');
select comes_to('0', 'update api_keys set revoked_at = null');
select comes_to('0', 'update recovery_codes set used_at = null');
select comes_to('0', 'delete from recovery_codes');
select comes_to('0', 'update one_time_links set used_at = null');
select comes_to('42501', $$insert into accounts (user_id, name, starting_cash) values (-1, 'x', 1)$$);
select comes_to('42501', $$insert into recovery_codes (user_id, hash) values (-1, repeat('h', 32)::bytea)$$);
select comes_to('42501',
  $$insert into user_sessions (user_id, expires_at, ends_at, address, user_agent) values (-1, now(), now(), '', '')$$);
select comes_to('42501',
  $$insert into one_time_links (hash, purpose, role, expires_at)
    values (repeat('h', 32)::bytea, 'invite', 'admin', now())$$);
select comes_to('42501',
  $$insert into activity_log (user_id, action, outcome, address, user_agent, request_id)
    values (-1, 'forged', 'done', '', '', '')$$);
select comes_to('1',
  $$insert into activity_log (user_id, action, outcome, address, user_agent, request_id)
    values (null, 'sign_in', 'refused', '', '', '')$$);

-- For a user; that she says that she administrates gives her nothing.
select acts_for('-1', '') as ignored \gset
select sees('a', :'all');
select acts_for('-1', 'on') as ignored \gset
select sees('a', :'all');
select acts_for('-2', '') as ignored \gset
select sees('b', :'all');
select acts_for('-99', 'on') as ignored \gset
select sees('', :'all');

select acts_for('-1', 'on') as ignored \gset
select is(current_user_is_admin(), false, 'a trader is no administrator');
select comes_to('1', $$update users set display_name = 'Alice' where id = -1$$);
select comes_to('0', $$update users set display_name = 'Forged' where id = -2$$);
select comes_to('0', $$update users set password_hash = 'forged' where id <> -1$$);
select comes_to('42501', $$update users set role = 'admin' where id = -1$$);
select comes_to('42501', $$update users set disabled_at = null where id = -1$$);
select comes_to('42501', 'update users set id = default where id = -1');
select comes_to('42501', 'update users set public_id = gen_random_uuid() where id = -1');
select comes_to('42501', 'update users set created_at = now() where id = -1');
select comes_to('42501', $$insert into users (username, role) values ('tap-mallory', 'admin')$$);
select comes_to('42501', 'delete from users where id = -1');
select comes_to('23503',
  $$update users set default_account_id = 'b0000000-0000-4000-8000-000000000000' where id = -1$$);
select comes_to('1',
  $$update users set default_account_id = 'a0000000-0000-4000-8000-000000000000' where id = -1$$);

select comes_to('1', $$insert into accounts (user_id, name, starting_cash) values (-1, 'Second', 1)$$);
select comes_to('42501', $$insert into accounts (user_id, name, starting_cash) values (-2, 'Forged', 1)$$);
select comes_to('42501', 'update accounts set seed = 1 where user_id = -1');
select comes_to('0', $$update accounts set name = 'Forged' where user_id = -2$$);
select comes_to('42501', 'update accounts set user_id = -1 where user_id = -2');
select comes_to('42501', 'delete from accounts where user_id = -1');

select comes_to('42501',
  $$insert into user_sessions (user_id, expires_at, ends_at, address, user_agent) values (-2, now(), now(), '', '')$$);
select comes_to('1', 'update user_sessions set last_used_at = now() where user_id = -1');
select comes_to('0', 'update user_sessions set revoked_at = now() where user_id = -2');
select comes_to('42501', 'update user_sessions set user_id = -1 where user_id = -2');
select comes_to('42501', 'update user_sessions set user_id = -2 where user_id = -1');
select comes_to('42501', $$update user_sessions set ends_at = now() + interval '1 year' where user_id = -1$$);
select comes_to('42501', $$update user_sessions set address = '192.0.2.1' where user_id = -1$$);
select comes_to('42501', 'delete from user_sessions where user_id = -1');

select comes_to('42501',
  $$insert into refresh_tokens (hash, session_id, user_id)
    values (repeat('h', 32)::bytea, 'b0000000-0000-4000-8000-000000000000', -2)$$);
select comes_to('23503',
  $$insert into refresh_tokens (hash, session_id, user_id)
    values (repeat('h', 32)::bytea, 'b0000000-0000-4000-8000-000000000000', -1)$$);
select comes_to('0', 'update refresh_tokens set used_at = now() where user_id = -2');
select comes_to('42501', $$update refresh_tokens set hash = repeat('h', 32)::bytea where user_id = -1$$);
select comes_to('42501', 'update refresh_tokens set user_id = -1 where user_id = -2');
select comes_to('42501', 'delete from refresh_tokens where user_id = -1');

select comes_to('42501',
  $$insert into api_keys (id, user_id, account_id, name, salt, hash, can_trade)
    values ('PKXXXXXXXXXXXXXXXXXX', -2, 'b0000000-0000-4000-8000-000000000000', 'bot',
      repeat('s', 16)::bytea, repeat('h', 32)::bytea, true)$$);
select comes_to('23503',
  $$insert into api_keys (id, user_id, account_id, name, salt, hash, can_trade)
    values ('PKXXXXXXXXXXXXXXXXXX', -1, 'b0000000-0000-4000-8000-000000000000', 'bot',
      repeat('s', 16)::bytea, repeat('h', 32)::bytea, true)$$);
select comes_to('0', 'update api_keys set revoked_at = now() where user_id = -2');
select comes_to('42501', $$update api_keys set hash = repeat('h', 32)::bytea where user_id = -1$$);
select comes_to('42501', $$update api_keys set salt = repeat('s', 16)::bytea where user_id = -1$$);
select comes_to('42501', 'update api_keys set can_trade = true where user_id = -1');
select comes_to('42501',
  $$update api_keys set account_id = 'b0000000-0000-4000-8000-000000000000' where user_id = -1$$);
select comes_to('42501', 'update api_keys set user_id = -1 where user_id = -2');
select comes_to('42501', 'delete from api_keys where user_id = -1');

select comes_to('42501', $$insert into recovery_codes (user_id, hash) values (-2, repeat('h', 32)::bytea)$$);
select comes_to('0', 'update recovery_codes set used_at = now() where user_id = -2');
select comes_to('42501', $$update recovery_codes set hash = repeat('h', 32)::bytea where user_id = -1$$);
select comes_to('0', 'delete from recovery_codes where user_id = -2');

select comes_to('42501',
  $$insert into one_time_links (hash, purpose, user_id, expires_at)
    values (repeat('h', 32)::bytea, 'reset', -2, now())$$);
select comes_to('42501',
  $$insert into one_time_links (hash, purpose, role, expires_at)
    values (repeat('h', 32)::bytea, 'invite', 'admin', now())$$);
select comes_to('0', 'update one_time_links set used_at = null where user_id = -2 or user_id is null');
select comes_to('42501', $$update one_time_links set role = 'admin' where user_id = -1$$);
select comes_to('42501', $$update one_time_links set expires_at = 'infinity' where user_id = -1$$);
select comes_to('42501', 'delete from one_time_links where user_id = -1');

select comes_to('42501',
  $$insert into activity_log (user_id, action, outcome, address, user_agent, request_id)
    values (-2, 'forged', 'done', '', '', '')$$);
select comes_to('42501',
  $$insert into activity_log (user_id, action, outcome, address, user_agent, request_id)
    values (null, 'forged', 'done', '', '', '')$$);
select comes_to('42501', $$update activity_log set detail = '{}' where user_id = -1$$);
select comes_to('42501', 'update activity_log set user_id = -2 where user_id = -1');
select comes_to('42501', 'delete from activity_log where user_id = -1');
select comes_to('42501', 'truncate activity_log');

-- Letters hold links: a request that acts for somebody writes them, and reads none.
select is(seen('mail_queue'), '', 'a user reads no letters');
select comes_to('1', $$insert into mail_queue (recipient, subject, body) values ('a@example.org', 'tap', 'x')$$);
select comes_to('0', 'update mail_queue set attempts = 0');
select comes_to('0', 'delete from mail_queue');
select comes_to('42501', $$update mail_queue set recipient = 'mallory@example.org'$$);
select acts_for('', '') as ignored \gset
select is(seen('mail_queue'), '-', 'the sender does');

-- For an administrator: her own rows, unless the route says that it administrates.
select acts_for('-3', '') as ignored \gset
select is(current_user_is_admin(), false, 'not unless the route says so');
select sees('c', :'all');
select acts_for('-3', 'off') as ignored \gset
select sees('c', :'all');
select acts_for('-3', 'on') as ignored \gset
select is(current_user_is_admin(), true, 'an administrator, where the route says so');
select is(left(seen(relation), 4), 'abcd', 'an administrator sees everybody''s ' || relation)
from unnest(:'administrated'::text[]) as relation;
select is(replace(seen(relation), '+', ''), '-abcd', 'an administrator sees all of ' || relation)
from unnest('{one_time_links,activity_log}'::text[]) as relation;
select sees('c', '{accounts,refresh_tokens}');
select comes_to('1', 'update users set password_hash = null where id = -2');
select comes_to('1', 'update user_sessions set revoked_at = now() where user_id = -2');
select comes_to('1', 'update api_keys set revoked_at = now() where user_id = -2');
select comes_to('1', 'delete from recovery_codes where user_id = -2');
select comes_to('42501', $$update users set role = 'admin' where id = -2$$);
select comes_to('42501', 'update users set disabled_at = now() where id = -2');
select comes_to('42501', 'delete from users where id = -2');
select comes_to('42501', 'delete from activity_log where user_id = -3');
select comes_to('42501',
  $$insert into activity_log (user_id, action, outcome, address, user_agent, request_id)
    values (-2, 'forged', 'done', '', '', '')$$);
select comes_to('42501', $$insert into accounts (user_id, name, starting_cash) values (-2, 'Forged', 1)$$);

-- One who was disabled administrates nothing.
select acts_for('-4', 'on') as ignored \gset
select is(current_user_is_admin(), false, 'a disabled administrator is none');
select sees('d', :'all');

-- The backup reads all and writes nothing, whoever it says that it is.
set local role papertrade_backup;
select acts_for('', '') as ignored \gset
select ok(seen(relation) ~ 'abcd', 'the backup reads all of ' || relation)
from unnest('{users,accounts,user_sessions,refresh_tokens,api_keys,one_time_links,activity_log}'::text[])
  as relation;
select is(seen('mail_queue'), '-', 'and the letters');
select acts_for('-3', 'on') as ignored \gset
select comes_to('42501', 'update users set display_name = ''x''');
select comes_to('42501', 'delete from activity_log');
select comes_to('42501', $$select people_register('tap-mallory', null, null, 'admin', 1)$$);
select comes_to('42501', $$select admin_change('a0000000-0000-4000-8000-000000000000', 'admin', null)$$);
select comes_to('42501', $$select link_for_reset(-3, repeat('h', 32)::bytea)$$);
select comes_to('42501', $$select link_use('e0000000-0000-4000-8000-000000000000')$$);
select comes_to('42501', $$select * from people_find('tap-carol')$$);

-- The owner, for migrations and the command line, stands above the policies.
set local role papertrade_owner;
select acts_for('', '') as ignored \gset
select ok(seen(relation) ~ 'a.*c', 'the owner sees all of ' || relation) from unnest(:'all'::text[]) as relation;
reset role;

select * from finish();
rollback;
