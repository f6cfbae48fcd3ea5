-- For the market daemon: accounts of all users whose session of day $1, which closed at $2
-- (microseconds), has not been closed (portfolio/close_session), and in which it would make
-- a difference: those that had begun to trade by then, and hold something, have open
-- orders, or are worth something else than at the last close. After account $3, at most $4.
-- shape: rows
select
  a.id as account_id,
  a.user_id
from accounts a
where a.archived_at is null
  and (a.last_session is null or a.last_session < $1::date)
  and a.id > $3::uuid
  and (
    a.last_session is not null
    or exists (
      select
      from orders o
      where o.account_id = a.id
        and o.epoch = a.epoch
        and o.submitted_at < from_us($2::bigint)
    )
  )
  and (
    a.cash <> a.last_equity
    or a.last_maintenance <> 0
    or exists (
      select
      from positions p
      where p.user_id = a.user_id
        and p.account_id = a.id
        and p.epoch = a.epoch
        and p.quantity <> 0
    )
    or exists (
      select
      from orders o
      where o.account_id = a.id and o.open
    )
  )
order by a.id
limit $4::bigint
