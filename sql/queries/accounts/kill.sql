-- Stops trading in account $1, on behalf of $2 (whoever it was), until it is released.
-- Who was first stays on record.
-- shape: one
update accounts
set killed_at = coalesce(killed_at, now()), killed_by = coalesce(killed_by, $2)
where id = $1::uuid and user_id = current_user_id()
returning
  to_us(killed_at) as killed_us,
  killed_by
