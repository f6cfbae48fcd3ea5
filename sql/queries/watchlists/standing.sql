-- How many watchlists account $1 has, and is one of them called $2? No row: there is no
-- such account.
-- shape: one
select
  (
    select count(*)
    from watchlists w
    where w.user_id = a.user_id and w.account_id = a.id
  ) as watchlists,
  exists (
    select
    from watchlists w
    where w.user_id = a.user_id and w.account_id = a.id and w.name = $2
  ) as taken
from accounts a
where a.id = $1::uuid and a.user_id = current_user_id()
