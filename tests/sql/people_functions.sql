-- The functions that find and change what row-level security hides.
begin;
select plan(86);

-- Without anybody else: taking a user away takes along all that is the user's.
delete from users;
select is(
  (select count(*) from user_sessions) + (select count(*) from refresh_tokens)
  + (select count(*) from api_keys) + (select count(*) from recovery_codes)
  + (select count(*) from accounts)
  + (select count(*) from one_time_links where user_id is not null)
  + (select count(*) from activity_log where user_id is not null),
  0::bigint, 'nothing of a user stays');

create function acts_for(id bigint, administrates text) returns void
language plpgsql as $$
begin
  perform set_config('papertrade.user_id', coalesce(id::text, ''), true);
  perform set_config('papertrade.admin', administrates, true);
end
$$;

set local role papertrade_app;
select acts_for(null, '') as ignored \gset

-- people_register and people_find, as app, for nobody.
select is(people_count(), 0::bigint, 'nobody');
select people_register('Tap-Carol', 'Carol@example.org', '$argon2id$carol', 'viewer', 100000) as carol \gset
select isnt(:carol::bigint, null, 'somebody registers');
select is(
  (select (username, email, role, password_changed_at is not null, disabled_at is null)::text
    from people_find('tap-carol')),
  '(tap-carol,Carol@example.org,admin,t,t)', 'the first of all administrates');
select people_register('tap-alice', 'alice@example.org', '$argon2id$alice', 'trader', 2500.5) as alice \gset
select people_register('tap-bob', null, null, 'viewer', 100000) as bob \gset
select people_register('tap-erin', null, '$argon2id$erin', 'admin', 100000) as erin \gset
select is(people_count(), 4::bigint, 'and others');
select is((select role from people_find('tap-alice')), 'trader', 'who have the role that they were given');
select is((select role from people_find('tap-bob')), 'viewer', 'whichever it is');
select is((select role from people_find('tap-erin')), 'admin', 'even an administrator''s');
select is((select password_changed_at from people_find('tap-bob')), null, 'without a password none was set');
select is(people_register('tap-alice', null, null, 'trader', 1), null::bigint, 'a name is taken once');
select is(people_register('TAP-ALICE', null, null, 'trader', 1), null::bigint, 'however it is written');
select is(
  people_register('tap-other', 'ALICE@example.org', null, 'trader', 1), null::bigint,
  'and so is an address');
select throws_ok(
  $$select people_register('tap-mallory', null, null, 'root', 1)$$, '23514', null, 'no other role');
select throws_ok(
  $$select people_register('tap-mallory', null, null, 'trader', 0)$$, '23514', null, 'nor an empty account');
select throws_ok(
  $$select people_register('not a name', null, null, 'trader', 1)$$, '23514', null, 'nor any name');
select is(people_count(), 4::bigint, 'what is refused leaves nobody');
select is((select id from people_find('TAP-Alice')), :alice::bigint, 'a name in any case');
select is((select id from people_find('Alice@Example.ORG')), :alice::bigint, 'an address in any case');
select is_empty(format('select * from people_find(%L)', name), 'not found: ' || coalesce(name, 'null'))
from unnest(array['', 'tap', 'tap-alice ', '%', 'tap_alice', ''' or true --', null]) as name;
reset role;
select results_eq(
  format('select a.user_id, a.name, a.starting_cash from users u
    join accounts a on a.id = u.default_account_id where u.id = %s', :alice),
  format('values (%s::bigint, ''Paper'', 2500.5::numeric)', :alice),
  'a user has an account from the start');

-- Sessions: one that is good, and others that are but for one thing.
insert into user_sessions (id, user_id, expires_at, ends_at, address, user_agent, revoked_at)
select
  format('%s0000000-0000-4000-8000-000000000000', letter)::uuid, user_id,
  now() + expires::interval, now() + ends::interval, '', '', case when revoked then now() end
from (
  values
    ('a', :alice, '1 hour', '1 day', false),
    ('b', :alice, '1 hour', '1 day', true),
    ('c', :alice, '-1 hour', '0', false),
    ('d', :alice, '-1 second', '1 day', false),
    ('e', :bob, '1 hour', '1 day', false)
) as made (letter, user_id, expires, ends, revoked);
insert into refresh_tokens (hash, session_id, user_id, used_at)
select decode(repeat(left(id::text, 1), 64), 'hex'), id, user_id, null from user_sessions;
insert into refresh_tokens (hash, session_id, user_id, used_at)
values (decode(repeat('f', 64), 'hex'), 'a0000000-0000-4000-8000-000000000000', :alice, now());
update users set disabled_at = now() where id = :bob;

set local role papertrade_app;
select results_eq(
  $$select user_id, username, email, role from session_find('a0000000-0000-4000-8000-000000000000')$$,
  format($$values (%s::bigint, 'tap-alice', 'alice@example.org', 'trader')$$, :alice),
  'a session is found');
select is(
  (select account_id from session_find('a0000000-0000-4000-8000-000000000000')),
  (select default_account_id from people_find('tap-alice')), 'and the account that it trades on');
select is_empty(format($$select * from session_find('%s0000000-0000-4000-8000-000000000000')$$, letter),
  'not ' || what)
from (values ('b', 'one that was revoked'), ('c', 'one that has ended'), ('e', 'one of a disabled user'),
  ('f', 'one that never was')) as sessions (letter, what);
select is(
  (select (session_id, user_id, used, alive)::text from refresh_find(decode(repeat(letter, 64), 'hex'))),
  format('(%s0000000-0000-4000-8000-000000000000,%s,%s,%s)', session, user_id, used, alive),
  'a token of a session ' || what)
from (values
  ('a', 'a', :alice, 'f', 't', 'that is good'),
  ('b', 'b', :alice, 'f', 'f', 'that was revoked'),
  ('c', 'c', :alice, 'f', 'f', 'that has ended'),
  ('d', 'd', :alice, 'f', 'f', 'that was idle for too long'),
  ('e', 'e', :bob, 'f', 'f', 'of a disabled user'),
  ('f', 'a', :alice, 't', 't', 'that is good, used before')
) as tokens (letter, session, user_id, used, alive, what);
select is_empty($$select * from refresh_find(decode(repeat('9', 64), 'hex'))$$, 'no such token');
reset role;

-- API keys.
insert into api_keys (id, user_id, account_id, name, salt, hash, can_trade, revoked_at)
select
  'PK' || repeat(letter, 18), user_id, (select default_account_id from users where id = user_id),
  'bot', decode(repeat('5a', 16), 'hex'), decode(repeat('6b', 32), 'hex'), can_trade,
  case when revoked then now() end
from (
  values
    ('A', :alice, true, false), ('B', :alice, false, false), ('C', :alice, true, true),
    ('D', :bob, true, false)
) as made (letter, user_id, can_trade, revoked);
set local role papertrade_app;
select results_eq(
  format($$select user_id, username, role, salt, hash, can_trade from key_find('PK%s')$$, repeat(letter, 18)),
  format($$values (%s::bigint, 'tap-alice', 'trader', %L, %L, %L::boolean)$$,
    :alice, repeat('5a', 16), repeat('6b', 32), can_trade),
  'a key is found: it trades, ' || can_trade)
from (values ('A', true), ('B', false)) as keys (letter, can_trade);
select is_empty(format($$select * from key_find('PK%s')$$, repeat(letter, 18)), 'not ' || what)
from (values ('C', 'one that was revoked'), ('D', 'one of a disabled user'), ('E', 'one that never was'))
  as keys (letter, what);
reset role;

-- Links: good once, for a while; using one up takes the user's others along.
insert into one_time_links (id, hash, purpose, user_id, role, expires_at, used_at)
select
  format('%s0000000-0000-4000-8000-000000000000', letter)::uuid, decode(repeat(letter, 64), 'hex'),
  case when user_id is null then 'invite' else 'reset' end, user_id,
  case when user_id is null then 'trader' end,
  now() + expires::interval, case when used then now() - interval '1 minute' end
from (
  values
    ('a', :alice, '1 hour', false), ('b', :alice, '1 hour', false), ('c', :alice, '1 hour', true),
    ('d', :alice, '0', false), ('e', :erin, '1 hour', false), ('1', null, '1 hour', false),
    ('2', null, '1 hour', false)
) as made (letter, user_id, expires, used);
set local role papertrade_app;
select is(
  (select (purpose, user_id)::text from link_find(decode(repeat(letter, 64), 'hex'))), wanted,
  'a link: ' || what)
from (values
  ('a', format('(reset,%s)', :alice), 'good'), ('1', '(invite,)', 'an invitation'),
  ('c', null, 'used'), ('d', null, 'expired'), ('9', null, 'unknown')
) as links (letter, wanted, what);
select link_use('a0000000-0000-4000-8000-000000000000') as ignored \gset
select link_use('10000000-0000-4000-8000-000000000000') as ignored \gset
select is(
  (select string_agg(letter, '' order by letter)
    from unnest(array['a', 'b', 'c', 'd', 'e', '1', '2']) as letter
    where exists (select from link_find(decode(repeat(letter, 64), 'hex')))),
  '2e', 'what is good after two were used');
select link_for_reset(:alice, decode(repeat('7', 64), 'hex')) as ignored \gset
select is(
  (select (purpose, user_id, role, expires_at = now() + interval '1 hour')::text
    from link_find(decode(repeat('7', 64), 'hex'))),
  format('(reset,%s,,t)', :alice), 'a link for one who forgot the password');
select throws_ok(
  format($$select link_for_reset(%s, decode(repeat('7', 64), 'hex'))$$, :erin), '23505', null,
  'no two links are alike');
reset role;
select is(
  (select used_at from one_time_links where id = 'c0000000-0000-4000-8000-000000000000'),
  now() - interval '1 minute', 'when a link was used is not rewritten');

-- Administration. carol and erin administrate.
select public_id as alice_id from users where id = :alice \gset
select public_id as bob_id from users where id = :bob \gset
select public_id as carol_id from users where id = :carol \gset
select public_id as erin_id from users where id = :erin \gset
create function state_of(wanted uuid) returns text
language sql
security definer as $$
select role || case when disabled_at is null then '' else ' disabled' end
from users
where public_id = wanted
$$;
set local role papertrade_app;
select is(admin_change(:'alice_id', 'admin', null), 'forbidden', 'nobody changes nobody');
select acts_for(:alice, 'on') as ignored \gset
select is(admin_change(:'alice_id', 'admin', null), 'forbidden', 'nor a trader herself');
select is(admin_change(:'carol_id', null, true), 'forbidden', 'nor an administrator');
select acts_for(:carol, '') as ignored \gset
select is(admin_change(:'alice_id', 'admin', null), 'forbidden', 'nor an administrator from elsewhere');
select is(state_of(:'alice_id') || ', ' || state_of(:'carol_id'), 'trader, admin', 'and nothing changed');

select acts_for(:carol, 'on') as ignored \gset
select is(admin_change(gen_random_uuid(), 'admin', null), 'absent', 'one who is not there');
select throws_ok(
  format($$select admin_change(%L, 'root', null)$$, :'alice_id'), '23514', null, 'a role that is none');
select is(admin_change(:'alice_id', 'viewer', null), 'done', 'a role');
select is(state_of(:'alice_id'), 'viewer', 'is another then');
select is(admin_change(:'bob_id', 'trader', null), 'done', 'the role of a disabled one');
select is(state_of(:'bob_id'), 'trader disabled', 'leaves him disabled');
select is(admin_change(:'bob_id', null, false), 'done', 'enabled');
select is(state_of(:'bob_id'), 'trader', 'is enabled, the role as it was');
select isnt_empty(
  $$select * from session_find('e0000000-0000-4000-8000-000000000000')$$, 'and his session is good again');
select is(admin_change(:'bob_id', null, true), 'done', 'disabled');
select is(admin_change(:'bob_id', null, false), 'done', 'and enabled');
select is_empty(
  $$select * from session_find('e0000000-0000-4000-8000-000000000000')$$, 'his session has ended');
select isnt_empty(
  $$select * from session_find('a0000000-0000-4000-8000-000000000000')$$, 'that of others has not');

-- The last administrator stays.
select is(admin_change(:'erin_id', null, true), 'done', 'one of two administrators goes');
select is(admin_change(:'carol_id', 'trader', null), 'last', 'the last stays administrator');
select is(admin_change(:'carol_id', 'viewer', false), 'last', 'in any way');
select is(admin_change(:'carol_id', null, true), 'last', 'and enabled');
select is(admin_change(:'carol_id', 'admin', false), 'done', 'what changes nothing is allowed');
select is(admin_change(:'erin_id', 'trader', null), 'done', 'a disabled administrator does not count');
select is(state_of(:'carol_id') || ', ' || state_of(:'erin_id'), 'admin, trader disabled', 'so one is left');
select is(admin_change(:'alice_id', 'admin', false), 'done', 'once there is another');
select is(admin_change(:'carol_id', null, true), 'done', 'the first may go');
select is(admin_change(:'carol_id', null, false), 'forbidden', 'and is none from then on');
reset role;

-- What has been over for a month goes; the log stays.
insert into user_sessions (user_id, expires_at, ends_at, address, user_agent, revoked_at)
select :alice, now() + expires::interval, now() + ends::interval, 'sweep', what, now() + revoked::interval
from (
  values
    ('good', '1 day', '1 day', null),
    ('ended of late', '-29 days', '-29 days', null),
    ('revoked of late', '1 day', '1 day', '-29 days'),
    ('ended', '-31 days', '-31 days', null),
    ('revoked', '1 day', '1 day', '-31 days'),
    ('idle', '-31 days', '1 day', null)
) as made (what, expires, ends, revoked);
insert into one_time_links (hash, purpose, email, role, expires_at, used_at)
select sha256(what::bytea), 'invite', what, 'trader', now() + expires::interval, now() + used::interval
from (
  values
    ('good', '1 day', null),
    ('expired of late', '-29 days', null),
    ('used of late', '1 day', '-29 days'),
    ('expired', '-31 days', null),
    ('used', '1 day', '-31 days')
) as made (what, expires, used);
insert into mail_queue (recipient, subject, body, created_at)
values ('sweep', 'good', '', now() - interval '2 days'), ('sweep', 'stuck', '', now() - interval '4 days');
insert into activity_log (user_id, created_at, action, outcome, address, user_agent, request_id)
values (:alice, now() - interval '10 years', 'sweep', 'done', '', '', '');
set local role papertrade_app;
select acts_for(null, '') as ignored \gset
select cmp_ok(sweep(), '>=', 6::bigint, 'what is over is dropped');
reset role;
select is(
  (select string_agg(user_agent, ', ' order by user_agent) from user_sessions where address = 'sweep'),
  'ended of late, good, revoked of late', 'sessions of the last month stay');
select is(
  (select string_agg(email, ', ' order by email) from one_time_links
    where hash in (select sha256(email::bytea))),
  'expired of late, good, used of late', 'and links');
select is(
  (select string_agg(subject, ', ') from mail_queue where recipient = 'sweep'), 'good',
  'and letters of three days');
select isnt_empty($$select from activity_log where action = 'sweep'$$, 'and the log for ever');

select * from finish();
rollback;
