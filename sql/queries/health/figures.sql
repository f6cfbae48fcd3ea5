-- How much there is, by the database's own statistics, which cost nothing to ask: rows are
-- what it believes to be alive. Null where it has not counted yet.
-- shape: row
select
  pg_database_size(current_database()) as size_bytes,
  (select numbackends from pg_stat_database where datname = current_database())
    as connections,
  (select n_live_tup from pg_stat_user_tables where relname = 'users') as users,
  (select n_live_tup from pg_stat_user_tables where relname = 'accounts') as accounts,
  (select n_live_tup from pg_stat_user_tables where relname = 'orders') as orders,
  (select n_live_tup from pg_stat_user_tables where relname = 'fills') as fills,
  (select n_live_tup from pg_stat_user_tables where relname = 'transfers') as transfers
