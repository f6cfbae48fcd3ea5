-- Reader $1 has dealt with all up to ($2 made_by, $3 id).
-- shape: none
update outbox_readers
set made_by = $2::xid8, id = $3::bigint
where name = $1
