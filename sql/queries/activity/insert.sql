-- Notes what the transaction's user did: $1 action, $2 outcome, $3 address,
-- $4 user agent, $5 request id, $6 detail.
-- shape: none
insert into activity_log (user_id, action, outcome, address, user_agent, request_id, detail)
values (current_user_id(), $1, $2, $3, $4, $5, coalesce($6::jsonb, '{}'))
