-- Lets the server trade again. No row: the user may not.
-- shape: one
update kill_switch
set killed_at = null, killed_by = null, reason = null
where single
returning
  single
