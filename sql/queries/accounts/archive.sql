-- Archives account $1, which is not the user's default one and has no open orders.
-- shape: one
update accounts a
set archived_at = now()
where a.id = $1::uuid
  and a.user_id = current_user_id()
  and a.archived_at is null
  and not exists (select from users where default_account_id = a.id)
  and not exists (select from orders o where o.account_id = a.id and o.open)
returning
  a.id
