-- A new API key: $1 id, $2 account (null for the default one), $3 name, $4 salt,
-- $5 hash, $6 may it trade. No row: the account is not the user's.
-- shape: one
insert into api_keys (id, user_id, account_id, name, salt, hash, can_trade)
select $1, u.id, a.id, $3, decode($4, 'hex'), decode($5, 'hex'), $6::boolean
from users u
join accounts a on a.user_id = u.id and a.id = coalesce($2::uuid, u.default_account_id)
where u.id = current_user_id() and a.archived_at is null
returning
  account_id,
  to_char(created_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as created_at
