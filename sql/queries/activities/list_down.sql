-- What account $1 did, newest first: of types $2 (an array, null for any), after $3 and
-- before $4 (microseconds, null for any time), beyond the activity with uuid $5 (null to
-- begin), at most $6. Of a fill also what its order is for, and how much of that it and
-- those before it have filled.
-- shape: rows
with page as (
  select *
  from activities
  where user_id = current_user_id() and account_id = $1::uuid
    and ($2::text[] is null or type = any($2::text[]))
    and ($3::bigint is null or at > from_us($3::bigint))
    and ($4::bigint is null or at < from_us($4::bigint))
    and (
      $5::uuid is null
      or (at, id) < (
        select
          last.at,
          last.id
        from activities last
        where last.user_id = current_user_id()
          and last.account_id = $1::uuid
          and last.id = $5::uuid
      )
    )
  order by at desc, id desc
  limit $6::bigint
)
select
  activity_code(page.at, page.id) as code,
  page.id,
  to_us(page.at) as at_us,
  page.type,
  page.symbol,
  page.side,
  trim_scale(page.quantity) as quantity,
  trim_scale(page.price) as price,
  trim_scale(page.amount) as amount,
  trim_scale(page.per_share) as per_share,
  page.order_id,
  trim_scale(page.position_quantity) as position_quantity,
  page.note,
  trim_scale(coalesce(o.quantity, o.filled_quantity)) as order_quantity,
  (
    select trim_scale(sum(before.quantity))
    from fills before
    where before.user_id = page.user_id
      and before.account_id = page.account_id
      and before.order_id = page.order_id
      and before.number <= f.number
  ) as cumulative
from page
left join fills f
  on page.type = 'FILL'
  and f.user_id = page.user_id
  and f.account_id = page.account_id
  and f.id = page.id
left join orders o
  on o.user_id = page.user_id and o.account_id = page.account_id and o.id = page.order_id
order by page.at desc, page.id desc
