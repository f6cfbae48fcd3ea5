-- For the market daemon: accounts of all users that are short and have not been charged
-- for what they borrow on day $1 (transfers' event 'borrow DAY'), whose session has been
-- closed for them; after account $2, at most $3.
-- shape: rows
select
  a.user_id,
  a.id as account_id,
  a.epoch,
  a.borrow_bp
from accounts a
where a.borrow_bp > 0
  and a.archived_at is null
  and a.last_session >= $1::date
  and a.id > $2::uuid
  and exists (
    select
    from positions p
    where p.user_id = a.user_id
      and p.account_id = a.id
      and p.epoch = a.epoch
      and p.quantity < 0
  )
  and not exists (
    select
    from transfers t
    where t.account_id = a.id and t.event = 'borrow ' || $1::date
  )
order by a.id
limit $3::bigint
