-- Why a message could not be sent this time.
-- shape: none
update mail_queue
set last_error = left($2, 500)
where id = $1::bigint
