-- People: how their tables and functions are built, whatever is in them.
begin;
select plan(39);

-- Relations and functions of the product; extensions bring some of their own.
create temporary view tables_of_ours as
select c.*
from pg_class c
where c.relnamespace = 'public'::regnamespace
  and c.relkind in ('r', 'p')
  and not exists (
    select from pg_depend d where d.objid = c.oid and d.deptype = 'e'
  );
create temporary view functions_of_ours as
select p.*, p.oid::regprocedure::text as signature
from pg_proc p
where p.pronamespace = 'public'::regnamespace
  and not exists (
    select from pg_depend d where d.objid = p.oid and d.deptype = 'e'
  );

-- A table is open to every request only if it says here that it holds nobody's.
select is(
  (select string_agg(relname, ' ' order by relname)
    from tables_of_ours where not relrowsecurity),
  'audit_runs bar_series bars bars_2000 bars_2010 bars_2015 bars_2020 bars_2025 bars_2030 '
  'bars_default bars_old instance instruments market_cache outbox_readers replay_clock '
  'schema_migrations telemetry_events',
  'every table with somebody''s data has row-level security');
select is_empty(
  $$select relname from tables_of_ours t
    where relrowsecurity
      and not exists (select from pg_policy p where p.polrelid = t.oid)$$,
  'and a policy');
select is_empty(
  $$select polname from pg_policy p
    where polrelid in (select oid from tables_of_ours)
      and (
        not polpermissive
        or polroles <> '{0}'
        and (polroles <> array['papertrade_market'::regrole::oid] or polcmd not in ('r', 'd'))
        and polname <> 'settling'
      )$$,
  'policies hold for every role, but for what the market daemon finds and sweeps');
select is_empty(
  $$select relname from tables_of_ours
    where relrowsecurity and pg_get_userbyid(relowner) <> 'papertrade_owner'$$,
  'the owner alone stands above them');

-- Deleting a user or an account looks for what hangs on it.
select is_empty(
  $$select c.conname
    from pg_constraint c
    where c.contype = 'f'
      and c.connamespace = 'public'::regnamespace
      and not exists (
        select from pg_index i
        where i.indrelid = c.conrelid
          and i.indpred is null
          and i.indkey[0] = any(c.conkey)
      )$$,
  'an index leads to every foreign key');
select is_empty(
  $$select conname from pg_constraint
    where connamespace = 'public'::regnamespace and condeferrable$$,
  'no constraint waits for the end of a transaction');
select is_empty(
  $$select conname from pg_constraint
    where connamespace = 'public'::regnamespace and not convalidated$$,
  'and none was spared what was there before');

-- Everything that a column lets app change; what is not here nobody but the
-- owner and his functions can change.
select is(
  (select string_agg(updatable, E'\n' order by updatable)
    from (
      select t.relname || ': ' || string_agg(a.attname, ' ' order by a.attname) as updatable
      from tables_of_ours t
      join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
      where has_column_privilege('papertrade_app', t.oid, a.attnum, 'update')
        and t.relname in (
          'users', 'accounts', 'user_sessions', 'refresh_tokens', 'api_keys',
          'recovery_codes', 'one_time_links', 'activity_log', 'mail_queue'
        )
      group by t.relname
    ) as grants),
  E'accounts: archived_at borrow_bp cash daily_loss day_trade_check dtbp_check epoch '
  'fee_least fee_most fee_per_order fee_per_share fee_regulatory fill_model fractional '
  'interest_bp killed_at killed_by largest_order last_equity last_maintenance last_session '
  'lot_count lot_method max_margin_multiplier multiplier name no_shorting order_count orders_a_day '
  'pdt_check position_share_bp ptp_no_exception_entry shorting starting_cash suspend_trade '
  'trade_confirm_email\n'
  'api_keys: last_used_at last_used_from revoked_at\n'
  'mail_queue: attempts last_error next_attempt_at\n'
  'one_time_links: used_at\n'
  'recovery_codes: used_at\n'
  'refresh_tokens: used_at\n'
  'user_sessions: expires_at last_used_at proved_at revoked_at\n'
  'users: default_account_id display_name email last_sign_in_at password_changed_at '
  'password_hash preferences totp_enabled_at totp_last_step totp_secret username',
  'the columns that app may update');
select is(
  (select string_agg(relname, ' ' order by relname)
    from tables_of_ours
    where relrowsecurity and has_table_privilege('papertrade_app', oid, 'delete')),
  'mail_queue order_templates recovery_codes watchlists',
  'the tables that app may delete from');
select is(
  (select string_agg(relname, ' ' order by relname)
    from tables_of_ours
    where relrowsecurity and not has_table_privilege('papertrade_app', oid, 'insert')),
  'account_days account_moments kill_switch users',
  'the tables that app may not insert into');

-- Functions that act with the owner's rights.
select is(
  (select string_agg(proname, ' ' order by proname)
    from functions_of_ours where prosecdef),
  'admin_change current_user_is_admin key_find link_find link_for_reset link_use '
  'people_count people_find people_register refresh_find session_find sweep',
  'these functions act for the owner');
select is_empty(
  $$select signature from functions_of_ours
    where prosecdef
      and not coalesce('search_path=pg_catalog, public, pg_temp' = any(proconfig), false)$$,
  'each looks for names where the owner put them, and for temporary ones last');
select is_empty(
  $$select signature from functions_of_ours
    where prosecdef and pg_get_userbyid(proowner) <> 'papertrade_owner'$$,
  'each belongs to the owner');
select is_empty(
  $$select signature from functions_of_ours
    where prosecdef
      and (
        has_function_privilege('public', oid, 'execute')
        or has_function_privilege('papertrade_backup', oid, 'execute')
      )$$,
  'neither the public nor the backup may call them');
select is_empty(
  $$select signature from functions_of_ours
    where prosecdef and not has_function_privilege('papertrade_app', oid, 'execute')$$,
  'app may');
set local role papertrade_owner;
create function of_later() returns int language sql as 'select 1';
reset role;
select ok(
  not has_function_privilege('public', 'of_later()', 'execute'),
  'a function of later is closed until it is granted');

-- Workers hear of every change of access.
select is(
  (select string_agg(
      tgrelid::regclass || ': ' || (
        select string_agg(attname, ' ' order by attname)
        from pg_attribute
        where attrelid = tgrelid and attnum = any(tgattr)
      ),
      E'\n' order by tgrelid::regclass::text)
    from pg_trigger
    where tgname = 'announce_access' and tgenabled = 'O'),
  E'api_keys: revoked_at\nuser_sessions: revoked_at\n'
  'users: default_account_id disabled_at email role username',
  'what is announced');

-- What cannot be stored.
insert into users (id, username, email, role) overriding system value
values (-1, 'tap-alice', 'Tap-Alice@example.org', 'trader');
insert into accounts (id, user_id, name, starting_cash)
values ('a0000000-0000-4000-8000-000000000001', -1, 'Paper', 1);

create function refused_with(state text, statement text) returns setof text
language sql as $$select throws_ok(statement, state, null, regexp_replace(statement, '\s+', ' ', 'g'))$$;

select refused_with('23514', $$insert into users (username, role) values ('A', 'trader')$$);
select refused_with('23514', $$insert into users (username, role) values ('a', 'trader')$$);
select refused_with('23514', $$insert into users (username, role) values ('.alice', 'trader')$$);
select refused_with('23514', $$insert into users (username, role) values ('al ice', 'trader')$$);
select refused_with('23514', E'insert into users (username, role) values (\'alice\n\', \'trader\')');
select refused_with('23514', $$insert into users (username, role) values (repeat('a', 33), 'trader')$$);
select refused_with('23514', $$insert into users (username, role) values ('tap-bob', 'root')$$);
select refused_with('23514', $$insert into users (username, email, role) values ('tap-bob', 'bob', 'trader')$$);
select refused_with('23514', E'insert into users (username, email, role) values (\'tap-bob\', \'b@e.org\n\', \'trader\')');
select refused_with('23505', $$insert into users (username, role) values ('tap-alice', 'trader')$$);
select refused_with('23505', $$insert into users (username, email, role) values ('tap-bob', 'tap-alice@EXAMPLE.ORG', 'trader')$$);
select refused_with('23514', $$update users set preferences = '[]' where id = -1$$);
select refused_with('23514',
  $$update users set preferences = (
      select jsonb_object_agg(n, md5(n::text)) from generate_series(1, 1000) as n
    ) where id = -1$$);
select refused_with('23514', $$insert into accounts (user_id, name, starting_cash) values (-1, 'Free', 0)$$);
select refused_with('23514',
  $$insert into user_sessions (user_id, expires_at, ends_at, address, user_agent)
    values (-1, now() + interval '2 days', now() + interval '1 day', '', '')$$);
select refused_with('23514',
  $$insert into api_keys (id, user_id, account_id, name, salt, hash, can_trade)
    values ('PKshort', -1, 'a0000000-0000-4000-8000-000000000001', 'bot', repeat('s', 16)::bytea, repeat('h', 32)::bytea, true)$$);
select refused_with('23514',
  $$insert into api_keys (id, user_id, account_id, name, salt, hash, can_trade)
    values ('PKAAAAAAAAAAAAAAAAAA', -1, 'a0000000-0000-4000-8000-000000000001', 'bot', repeat('s', 16)::bytea, 'plain', true)$$);
select refused_with('23514',
  $$insert into one_time_links (hash, purpose, expires_at) values (repeat('h', 32)::bytea, 'reset', now())$$);
select refused_with('23514',
  $$insert into one_time_links (hash, purpose, user_id, role, expires_at)
    values (repeat('h', 32)::bytea, 'reset', -1, 'admin', now())$$);
select refused_with('23514',
  $$insert into one_time_links (hash, purpose, user_id, role, expires_at)
    values (repeat('h', 32)::bytea, 'invite', -1, 'admin', now())$$);
select refused_with('23514',
  $$insert into activity_log (action, outcome, address, user_agent, request_id, detail)
    values ('sign_in', 'done', '', '', '', '[]')$$);
select refused_with('23514',
  $$insert into activity_log (action, outcome, address, user_agent, request_id)
    values ('sign_in', 'perhaps', '', '', '')$$);

select * from finish();
rollback;
