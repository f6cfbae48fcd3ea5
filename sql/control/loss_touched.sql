-- In which tables this transaction has changed rows, and how many.
select
  relid::regclass::text as relation,
  n_tup_del + n_tup_upd as rows
from pg_stat_xact_user_tables
where n_tup_del + n_tup_upd > 0
  and schemaname = 'public'
  and relname <> 'schema_migrations'
order by relation
