-- A message is sent, or given up.
-- shape: none
delete from mail_queue
where id = $1::bigint
