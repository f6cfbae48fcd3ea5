-- A new account with id $1 (null for any): $2 name, $3 starting cash, which is deposited at
-- once. The rest is as by default, for accounts/update to change. No row: the user has $4
-- already.
-- shape: one
insert into accounts (id, user_id, name, starting_cash)
select
  coalesce($1::uuid, gen_random_uuid()),
  current_user_id(),
  $2,
  $3::numeric
where (
  select count(*)
  from accounts
  where user_id = current_user_id() and archived_at is null
) < $4::bigint
returning
  id,
  account_number
