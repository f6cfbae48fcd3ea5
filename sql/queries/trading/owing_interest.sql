-- For the market daemon: accounts of all users that borrow cash and have not been charged
-- for day $1 (transfers' event 'interest DAY'), whose session has been closed for them;
-- after account $2, at most $3.
-- shape: rows
select
  a.user_id,
  a.id as account_id,
  a.epoch,
  trim_scale(a.cash) as cash,
  a.interest_bp
from accounts a
where a.cash < 0
  and a.interest_bp > 0
  and a.archived_at is null
  and a.last_session >= $1::date
  and a.id > $2::uuid
  and not exists (
    select
    from transfers t
    where t.account_id = a.id and t.event = 'interest ' || $1::date
  )
order by a.id
limit $3::bigint
