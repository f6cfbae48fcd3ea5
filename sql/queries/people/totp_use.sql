-- Uses a code up. No row: another request was first.
-- shape: one
update users
set totp_last_step = $1::bigint
where id = current_user_id() and totp_last_step < $1::bigint
returning id
