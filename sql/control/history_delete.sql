-- Forgets a migration that was taken back.
delete from schema_migrations
where version = $1::integer
