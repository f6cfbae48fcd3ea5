-- The reply that was given to key $2 of account $1.
-- shape: one
select
  route,
  encode(body_hash, 'hex') as body_hash,
  status,
  body
from idempotency_keys
where user_id = current_user_id() and account_id = $1::uuid and key = $2
