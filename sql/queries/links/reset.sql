-- A link with which a user ($1) who is not signed in sets a new password.
-- shape: row
select
  link_for_reset($1::bigint, decode($2, 'hex'))::text as made
