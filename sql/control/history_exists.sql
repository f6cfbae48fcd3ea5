-- Was this database ever migrated?
select
  to_regclass('schema_migrations') is not null as found
