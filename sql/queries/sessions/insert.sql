-- Begins a session: from $1 with $2, ending after $3 seconds unused, or $4.
-- shape: row
insert into user_sessions (user_id, address, user_agent, expires_at, ends_at)
values (
  current_user_id(),
  $1,
  $2,
  now() + least($3::bigint, $4::bigint) * interval '1 second',
  now() + $4::bigint * interval '1 second'
)
returning
  id,
  extract(epoch from proved_at)::bigint as proved
