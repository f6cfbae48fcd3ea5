-- The user's paper accounts, oldest first.
-- shape: rows
select
  a.id,
  a.name,
  trim_scale(a.starting_cash)::text as starting_cash,
  a.id = u.default_account_id as is_default,
  to_char(a.created_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as created_at
from accounts a
join users u on u.id = a.user_id
where a.user_id = current_user_id() and a.archived_at is null
order by a.created_at
