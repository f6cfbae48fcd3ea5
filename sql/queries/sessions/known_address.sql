-- Did the user ever sign in from this address ($1)?
-- shape: row
select
  exists (
    select from user_sessions
    where user_id = current_user_id() and address = $1
  ) as known
