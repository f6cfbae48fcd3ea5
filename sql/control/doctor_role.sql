-- What a role may, asked by itself: change the schema, more than any of ours should, and
-- read what the server reads; and a mark of the database that it is in.
select
  has_schema_privilege('public', 'create') as may_create,
  (select rolsuper or rolbypassrls or rolcreatedb or rolcreaterole
   from pg_roles
   where rolname = current_user) as mighty,
  coalesce(has_table_privilege(to_regclass('accounts'), 'select'), true) as reads,
  pg_postmaster_start_time()::text || ' ' || (
    select oid
    from pg_database
    where datname = current_database()
  ) as place
