-- Keeps the reply to key $2 of account $1: $3 route, $4 hash of the request's body in hex,
-- $5 status, $6 body.
-- shape: none
insert into idempotency_keys (user_id, account_id, key, route, body_hash, status, body)
values (current_user_id(), $1::uuid, $2, $3, decode($4, 'hex'), $5::smallint, $6)
