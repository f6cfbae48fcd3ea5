-- Stops all trading on the server, on behalf of $1, because of $2. Who was first stays on
-- record. No row: the user may not.
-- shape: one
update kill_switch
set
  killed_at = coalesce(killed_at, now()),
  killed_by = coalesce(killed_by, $1),
  reason = case when killed_at is null then $2 else reason end
where single
returning
  to_us(killed_at) as killed_us,
  killed_by,
  reason
