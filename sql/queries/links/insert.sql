-- A link made by an administrator: $1 hash, $2 purpose, $3 public id of the user
-- (reset), $4 e-mail and $5 role (invite), $6 seconds that it is good.
-- shape: one
insert into one_time_links (hash, purpose, user_id, email, role, created_by, expires_at)
select
  decode($1, 'hex'),
  $2,
  (select id from users where public_id = $3::uuid),
  $4,
  $5,
  current_user_id(),
  now() + $6::bigint * interval '1 second'
where $3::uuid is null or exists (select 1 from users where public_id = $3::uuid)
returning
  id,
  to_char(expires_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as expires_at
