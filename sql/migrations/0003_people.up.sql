-- People: users, their sessions, keys and paper accounts, and what they did.
-- Every table that holds a user's data shows it to that user alone; what has to
-- be found before anyone is identified is found by functions of the owner.

-- Nobody may call a function, of here or of later, who was not granted it.
alter default privileges revoke execute on functions from public;

create table users (
  id bigint primary key generated always as identity,
  public_id uuid not null unique default gen_random_uuid(),
  username text not null check (username ~ '^[a-z0-9][a-z0-9._-]{1,31}$'),
  email text check (length(email) <= 254 and email ~ '^[^[:space:]@]+@[^[:space:]@]+$'),
  password_hash text check (length(password_hash) <= 256),
  role text not null check (role in ('admin', 'trader', 'viewer')),
  display_name text not null default '' check (length(display_name) <= 64),
  preferences jsonb not null default '{}' check (
    jsonb_typeof(preferences) = 'object' and octet_length(preferences::text) <= 16384
  ),
  totp_secret text check (length(totp_secret) <= 128),
  totp_enabled_at timestamptz,
  totp_last_step bigint not null default 0,
  created_at timestamptz not null default now(),
  password_changed_at timestamptz,
  last_sign_in_at timestamptz,
  disabled_at timestamptz
);

create unique index users_username on users (username);
create unique index users_email on users (lower(email));

-- A user's paper accounts; trading hangs on them.
create table accounts (
  id uuid primary key default gen_random_uuid(),
  user_id bigint not null references users on delete cascade,
  name text not null check (length(name) between 1 and 64),
  starting_cash numeric(20, 6) not null check (starting_cash > 0),
  created_at timestamptz not null default now(),
  archived_at timestamptz,
  unique (user_id, id)
);

alter table users add column default_account_id uuid;
alter table users add foreign key (id, default_account_id) references accounts (user_id, id);

create table user_sessions (
  id uuid primary key default gen_random_uuid(),
  user_id bigint not null references users on delete cascade,
  created_at timestamptz not null default now(),
  last_used_at timestamptz not null default now(),
  proved_at timestamptz not null default now(),
  expires_at timestamptz not null,
  ends_at timestamptz not null,
  address text not null check (length(address) <= 64),
  user_agent text not null check (length(user_agent) <= 256),
  revoked_at timestamptz,
  check (expires_at <= ends_at),
  unique (user_id, id)
);

create index user_sessions_user on user_sessions (user_id, created_at desc);
create index user_sessions_expires on user_sessions (expires_at);

-- Each refresh token is good once; a second use is theft and ends the session.
create table refresh_tokens (
  hash bytea primary key check (length(hash) = 32),
  session_id uuid not null,
  user_id bigint not null,
  issued_at timestamptz not null default now(),
  used_at timestamptz,
  foreign key (user_id, session_id) references user_sessions (user_id, id) on delete cascade
);

create index refresh_tokens_session on refresh_tokens (session_id);

create table api_keys (
  id text primary key check (id ~ '^PK[A-Z0-9]{18}$'),
  user_id bigint not null references users on delete cascade,
  account_id uuid not null,
  name text not null check (length(name) between 1 and 64),
  salt bytea not null check (length(salt) = 16),
  hash bytea not null check (length(hash) = 32),
  can_trade boolean not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  last_used_from text check (length(last_used_from) <= 64),
  revoked_at timestamptz,
  foreign key (user_id, account_id) references accounts (user_id, id)
);

create index api_keys_user on api_keys (user_id, created_at desc);

create table recovery_codes (
  user_id bigint not null references users on delete cascade,
  hash bytea not null check (length(hash) = 32),
  used_at timestamptz,
  primary key (user_id, hash)
);

-- Links that are good once: an invitation, or a new password for a user.
create table one_time_links (
  id uuid primary key default gen_random_uuid(),
  hash bytea not null unique check (length(hash) = 32),
  purpose text not null check (purpose in ('invite', 'reset')),
  user_id bigint references users on delete cascade,
  email text check (length(email) <= 254),
  role text check (role in ('admin', 'trader', 'viewer')),
  created_by bigint references users on delete set null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  check ((purpose = 'reset') = (user_id is not null)),
  check ((purpose = 'invite') = (role is not null))
);

create index one_time_links_user on one_time_links (user_id);
create index one_time_links_created_by on one_time_links (created_by);

-- What was done, by whom, from where; never changed. Without a user: somebody
-- whom nobody could identify.
create table activity_log (
  id bigint primary key generated always as identity,
  user_id bigint references users on delete cascade,
  created_at timestamptz not null default now(),
  action text not null check (length(action) between 1 and 64),
  outcome text not null check (outcome in ('done', 'refused')),
  address text not null check (length(address) <= 64),
  user_agent text not null check (length(user_agent) <= 256),
  request_id text not null check (length(request_id) <= 64),
  detail jsonb not null default '{}' check (jsonb_typeof(detail) = 'object')
);

create index activity_log_user on activity_log (user_id, id desc);
create index activity_log_created on activity_log (created_at);

-- E-mail waiting to be sent. It holds one-time links, so only the sender reads it.
create table mail_queue (
  id bigint primary key generated always as identity,
  recipient text not null check (length(recipient) <= 254),
  subject text not null check (length(subject) <= 200),
  body text not null check (length(body) <= 8192),
  created_at timestamptz not null default now(),
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default now(),
  last_error text check (length(last_error) <= 500)
);

create index mail_queue_next on mail_queue (next_attempt_at);

-- Does this transaction administrate? Its route has to say so, and its user has
-- to be an administrator; on all other routes administrators see their own rows.
create function current_user_is_admin() returns boolean
language sql
stable
security definer
set search_path = pg_catalog, public, pg_temp
return current_setting('papertrade.admin', true) = 'on' and exists (
  select 1
  from users
  where id = public.current_user_id() and role = 'admin' and disabled_at is null
);

alter table users enable row level security;
alter table accounts enable row level security;
alter table user_sessions enable row level security;
alter table refresh_tokens enable row level security;
alter table api_keys enable row level security;
alter table recovery_codes enable row level security;
alter table one_time_links enable row level security;
alter table activity_log enable row level security;
alter table mail_queue enable row level security;

create policy own on users
  using (id = current_user_id() or current_user_is_admin());
create policy own on accounts
  using (user_id = current_user_id());
create policy own on user_sessions
  using (user_id = current_user_id() or current_user_is_admin());
create policy own on refresh_tokens
  using (user_id = current_user_id());
create policy own on api_keys
  using (user_id = current_user_id() or current_user_is_admin());
create policy own on recovery_codes
  using (user_id = current_user_id() or current_user_is_admin());
create policy own on one_time_links
  using (user_id = current_user_id() or current_user_is_admin());
create policy reading on activity_log for select
  using (user_id = current_user_id() or current_user_is_admin());
create policy writing on activity_log for insert
  with check (user_id is not distinct from current_user_id());
-- Anybody's request may write a letter; the sender, who acts for nobody, reads it.
create policy sending on mail_queue
  using (current_user_id() is null)
  with check (true);

-- What must be found before anyone is identified.

create function people_count() returns bigint
language sql
stable
security definer
set search_path = pg_catalog, public, pg_temp
return (select count(*) from users);

create function people_find(name text) returns setof users
language sql
stable
security definer
set search_path = pg_catalog, public, pg_temp
as $$
  select *
  from users
  where username = lower(name) or lower(email) = lower(name)
  order by username = lower(name) desc
  limit 1
$$;

-- Makes a user with a first paper account; null when name or e-mail is taken.
-- The first of all, whoever registers first, administrates.
create function people_register(
  new_username text, new_email text, new_hash text, new_role text, cash numeric
) returns bigint
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
  new_id bigint;
  new_account uuid;
begin
  lock table users in share row exclusive mode;
  insert into users (username, email, password_hash, role, password_changed_at)
  values (
    lower(new_username), new_email, new_hash,
    case when exists (select 1 from users) then new_role else 'admin' end,
    case when new_hash is not null then now() end
  )
  on conflict do nothing
  returning id into new_id;
  if new_id is null then
    return null;
  end if;
  insert into accounts (user_id, name, starting_cash)
  values (new_id, 'Paper', cash)
  returning id into new_account;
  update users set default_account_id = new_account where id = new_id;
  return new_id;
end
$$;

-- Whose session this is, with all that decides whether it still counts.
create function session_find(wanted uuid) returns table (
  user_id bigint, public_id uuid, username text, email text, role text, account_id uuid
)
language sql
stable
security definer
set search_path = pg_catalog, public, pg_temp
as $$
  select u.id, u.public_id, u.username, u.email, u.role, u.default_account_id
  from user_sessions s
  join users u on u.id = s.user_id
  where s.id = wanted
    and s.revoked_at is null
    and s.expires_at > now()
    and u.disabled_at is null
$$;

create function refresh_find(wanted bytea) returns table (
  session_id uuid, user_id bigint, used boolean, alive boolean, proved bigint
)
language sql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
  select
    t.session_id, t.user_id, t.used_at is not null,
    s.revoked_at is null and s.expires_at > now() and u.disabled_at is null,
    extract(epoch from s.proved_at)::bigint
  from refresh_tokens t
  join user_sessions s on s.id = t.session_id
  join users u on u.id = t.user_id
  where t.hash = wanted
  for update of t
$$;

create function key_find(wanted text) returns table (
  user_id bigint, public_id uuid, username text, email text, role text, account_id uuid,
  salt text, hash text, can_trade boolean
)
language sql
stable
security definer
set search_path = pg_catalog, public, pg_temp
as $$
  select
    u.id, u.public_id, u.username, u.email, u.role, k.account_id,
    encode(k.salt, 'hex'), encode(k.hash, 'hex'), k.can_trade
  from api_keys k
  join users u on u.id = k.user_id
  where k.id = wanted and k.revoked_at is null and u.disabled_at is null
$$;

-- A link that is still good, locked until the transaction ends.
create function link_find(wanted bytea) returns setof one_time_links
language sql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
  select *
  from one_time_links
  where hash = wanted and used_at is null and expires_at > now()
  for update
$$;

-- Uses a link up, and the others of its user with it.
create function link_use(wanted uuid) returns void
language sql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
  update one_time_links
  set used_at = now()
  where id = wanted
    or (
      used_at is null
      and user_id = (select user_id from one_time_links where id = wanted)
    )
$$;

-- Makes a link for a user who asks for a new password without being signed in.
create function link_for_reset(wanted bigint, new_hash bytea) returns void
language sql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
  insert into one_time_links (hash, purpose, user_id, expires_at)
  values (new_hash, 'reset', wanted, now() + interval '1 hour')
$$;

-- Role and access are an administrator's to change; null leaves one as it is.
-- The last administrator stays.
create function admin_change(wanted uuid, new_role text, new_disabled boolean) returns text
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
  target users;
begin
  if not current_user_is_admin() then
    return 'forbidden';
  end if;
  lock table users in share row exclusive mode;
  select * into target from users where public_id = wanted;
  if not found then
    return 'absent';
  end if;
  if target.role = 'admin' and target.disabled_at is null
    and (coalesce(new_role, 'admin') <> 'admin' or coalesce(new_disabled, false))
    and not exists (
      select 1 from users
      where role = 'admin' and disabled_at is null and id <> target.id
    )
  then
    return 'last';
  end if;
  update users
  set
    role = coalesce(new_role, role),
    disabled_at = case
      when new_disabled then coalesce(disabled_at, now())
      when not new_disabled then null
      else disabled_at
    end
  where id = target.id;
  if new_disabled then
    update user_sessions set revoked_at = now()
    where user_id = target.id and revoked_at is null;
  end if;
  return 'done';
end
$$;

-- Drops what has been over for a month, for every user: sessions with their
-- refresh tokens, links; and mail that could not be delivered for three days. The
-- activity log stays. One run at a time; a second does nothing.
create function sweep() returns bigint
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
  dropped bigint := 0;
  part bigint;
begin
  if not pg_try_advisory_xact_lock(7274823872) then
    return 0;
  end if;
  delete from user_sessions
  where least(coalesce(revoked_at, ends_at), ends_at, expires_at) < now() - interval '30 days';
  get diagnostics part = row_count;
  dropped := dropped + part;
  delete from one_time_links
  where least(coalesce(used_at, expires_at), expires_at) < now() - interval '30 days';
  get diagnostics part = row_count;
  dropped := dropped + part;
  delete from mail_queue
  where created_at < now() - interval '3 days';
  get diagnostics part = row_count;
  return dropped + part;
end
$$;

-- Workers keep what they know of sessions and keys until they hear of a change.
create function announce_access() returns trigger
language plpgsql
as $$
begin
  perform pg_notify('papertrade_access', '');
  return null;
end
$$;

create trigger announce_access
after update of role, disabled_at, username, email, default_account_id on users
for each statement execute function announce_access();
create trigger announce_access
after update of revoked_at on user_sessions
for each statement execute function announce_access();
create trigger announce_access
after update of revoked_at on api_keys
for each statement execute function announce_access();

grant select on
  users, accounts, user_sessions, refresh_tokens, api_keys, recovery_codes,
  one_time_links, activity_log, mail_queue
to papertrade_app;
grant insert on
  accounts, user_sessions, refresh_tokens, api_keys, recovery_codes, one_time_links,
  activity_log, mail_queue
to papertrade_app;
grant update (
  username, email, password_hash, display_name, preferences, totp_secret,
  totp_enabled_at, totp_last_step, password_changed_at, last_sign_in_at,
  default_account_id
) on users to papertrade_app;
grant update (last_used_at, proved_at, expires_at, revoked_at) on user_sessions
to papertrade_app;
grant update (used_at) on refresh_tokens, recovery_codes to papertrade_app;
grant update (last_used_at, last_used_from, revoked_at) on api_keys to papertrade_app;
grant update (used_at) on one_time_links to papertrade_app;
grant update (attempts, next_attempt_at, last_error), delete on mail_queue to papertrade_app;
grant delete on recovery_codes to papertrade_app;

grant execute on function
  current_user_is_admin(), people_count(), people_find(text),
  people_register(text, text, text, text, numeric), session_find(uuid),
  refresh_find(bytea), key_find(text), link_find(bytea), link_use(uuid),
  link_for_reset(bigint, bytea),
  sweep(), admin_change(uuid, text, boolean)
to papertrade_app;
