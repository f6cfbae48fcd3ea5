-- What others take up the moment of this transaction by, as long as it lasts.
select pg_export_snapshot()
