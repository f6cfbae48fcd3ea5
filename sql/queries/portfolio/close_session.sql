-- Account $1 was worth $3 at the close of session $2, with maintenance $4. It counts once;
-- no row: it had been closed already.
-- shape: one
update accounts
set last_equity = $3::numeric, last_maintenance = $4::numeric, last_session = $2::date
where id = $1::uuid
  and user_id = current_user_id()
  and (last_session is null or last_session < $2::date)
returning
  id
