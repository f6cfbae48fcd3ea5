-- What else decides about an order of account $1, read after its lock: is the server's kill
-- switch on; how many orders since $2 (microseconds), counted as far as orders a day are
-- limited, legs with their parent; which order has the client's id $3, in whatever epoch;
-- and the reply that was given to idempotency key $4 (null: none was sent).
-- Planned alike for any of them: else it is planned each time.
-- shape: row
select
  k.killed_at is not null as killed,
  (
    select
      count(*)
    from (
      select
      from orders
      where user_id = current_user_id()
        and account_id = (select $1::uuid)
        and submitted_at >= (select from_us($2::bigint))
        and parent_id is null
        and replaces is null
      -- No limit: none of them is read.
      limit (
        select coalesce(orders_a_day, 0)
        from accounts
        where user_id = current_user_id() and id = $1::uuid
      )
    ) as today
  ) as orders,
  (
    select
      id
    from orders
    where user_id = current_user_id() and account_id = $1::uuid and client_order_id = (select $3::text)
  ) as client_order_of,
  r.route as reply_route,
  encode(r.body_hash, 'hex') as reply_hash,
  r.status as reply_status,
  r.body as reply_body
from kill_switch k
left join idempotency_keys r
  on r.user_id = current_user_id() and r.account_id = $1::uuid and r.key = (select $4::text)
