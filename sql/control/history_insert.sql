-- Notes a migration that was applied.
insert into schema_migrations (version, name, checksum)
values ($1::integer, $2, $3)
