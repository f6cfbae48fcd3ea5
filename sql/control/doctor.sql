-- What doctor asks the database, as the server's own role.
select
  (select coalesce(max(version), 0) from schema_migrations) as version,
  has_schema_privilege('public', 'create')
    or (select rolsuper or rolbypassrls or rolcreatedb or rolcreaterole
        from pg_roles where rolname = current_user) as too_mighty,
  extract(epoch from clock_timestamp())::bigint as epoch,
  current_setting('fsync') as fsync
