-- Where migrations note what they did; made before the first of them.
create table if not exists schema_migrations (
  version integer primary key check (version > 0),
  name text not null,
  checksum text not null check (length(checksum) = 64),
  applied_at timestamptz not null default now()
)
