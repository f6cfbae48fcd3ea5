-- Cancels orders $2 (an array of ids; null for all that are open) of account $1 at $3
-- (microseconds), for reason $4, and returns those that were open.
-- shape: rows
update orders
set
  status = 'canceled',
  canceled_at = from_us($3::bigint),
  updated_at = from_us($3::bigint),
  reason = $4
where user_id = current_user_id()
  and account_id = $1::uuid
  and open
  and ($2::uuid[] is null or id = any($2::uuid[]))
returning
  id,
  symbol,
  client_order_id
