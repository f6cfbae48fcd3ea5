-- Another role or access for a user: $1 public id, $2 role, $3 disabled; null
-- leaves one as it is.
-- shape: row
select
  admin_change($1::uuid, $2, $3::boolean) as result
