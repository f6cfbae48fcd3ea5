-- Begins account $1 anew with cash $2 (null for what it started with): open orders end,
-- what it holds goes back, a new epoch begins with a deposit; history and keys stay.
-- shape: row
select
  coalesce(account_reset(a.id, coalesce($2::numeric, a.starting_cash)), false) as done
from (values ($1::uuid)) as wanted (id)
left join accounts a on a.id = wanted.id and a.user_id = current_user_id()
