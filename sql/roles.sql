-- The four roles, made once by an administrator of PostgreSQL (safe to run again).
-- owner: migrations. app: the server, no DDL. market: the market daemon, which finds
-- work of all users, no DDL either. backup: reads all.
do $$
declare
  role_name text;
begin
  foreach role_name in array array[
    'papertrade_owner', 'papertrade_app', 'papertrade_market', 'papertrade_backup'
  ] loop
    if not exists (select from pg_roles where rolname = role_name) then
      execute format('create role %I login', role_name);
    end if;
  end loop;
end
$$;

-- To compile the audit's statement takes longer than to run it, and it is run for each account.
alter role papertrade_owner set jit = off;
alter role papertrade_app set jit = off;
alter role papertrade_market set jit = off;
alter role papertrade_backup set jit = off;
alter role papertrade_app connection limit 200;
alter role papertrade_market connection limit 20;
alter role papertrade_backup set default_transaction_read_only = on;
alter role papertrade_backup bypassrls;
