-- What everything later stands on: who may do what by default, whose rows a
-- transaction may see, and the identity of this installation.

grant usage on schema public to papertrade_app, papertrade_backup;
grant select on schema_migrations to papertrade_app, papertrade_backup;

-- Temporary tables are tables too.
do $$
begin
  execute format('revoke temporary on database %I from public', current_database());
end
$$;

-- The backup role reads every table that is still to come; the app role is
-- granted what it needs table by table.
alter default privileges grant select on tables to papertrade_backup;
alter default privileges grant select on sequences to papertrade_backup;

-- The user of the transaction, null when there is none. Policies of row-level
-- security compare with it.
create function current_user_id() returns bigint
language sql
stable
parallel safe
return nullif(current_setting('papertrade.user_id', true), '')::bigint;

create table instance (
  id uuid not null default gen_random_uuid(),
  installed_at timestamptz not null default now(),
  single boolean primary key default true check (single)
);

insert into instance default values;

grant select on instance to papertrade_app;
grant select on instance to papertrade_backup;
