-- What account $1 did, oldest first: of types $2 (an array, null for any), after $3 and
-- before $4 (microseconds, null for any time), beyond the activity with uuid $5 (null to
-- begin), at most $6. Of a fill also what its order is for, and how much of that it and
-- those before it have filled.
-- shape: rows
with bounds as (
  select
    coalesce(from_us($3::bigint), '-infinity') as since,
    coalesce(from_us($4::bigint), 'infinity') as until,
    case
      when $5::uuid is null then '-infinity'
      else (
        select at
        from fills
        where user_id = current_user_id() and account_id = $1::uuid and id = $5::uuid
        union all
        select at
        from transfers
        where user_id = current_user_id()
          and account_id = $1::uuid
          and activity_id = $5::uuid
          and kind <> 'fill'
      )
    end as last_at,
    coalesce($5::uuid, '00000000-0000-0000-0000-000000000000') as last_id
), page as (
  (
    select *
    from fill_activities
    where user_id = current_user_id() and account_id = $1::uuid
      and ($2::text[] is null or type = any($2::text[]))
      and at > (select since from bounds)
      and at < (select until from bounds)
      and (at, id) > ((select last_at from bounds), (select last_id from bounds))
    order by at asc, id asc
    limit $6::bigint
  )
  union all
  (
    select *
    from other_activities
    where user_id = current_user_id() and account_id = $1::uuid
      and ($2::text[] is null or type = any($2::text[]))
      and at > (select since from bounds)
      and at < (select until from bounds)
      and (at, id) > ((select last_at from bounds), (select last_id from bounds))
    order by at asc, id asc
    limit $6::bigint
  )
  order by at asc, id asc
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
order by page.at asc, page.id asc
