-- What account $1 realised in its present epoch from $2 until before $3 (microseconds), in
-- symbol $4 (null for any), newest first; of those at time $5 (null to begin) only what
-- lies beyond closing $6; at most $7. A fill's fee goes to what it closed by quantity,
-- rounded down, the last with what remains. Nothing is joined: how many there will be the
-- planner cannot know, and a loop over a guess of one takes seconds.
-- shape: rows
with wanted as (
  select
    closed_at
  from closings
  where user_id = current_user_id() and account_id = $1::uuid
    and epoch = (
      select
        epoch
      from accounts
      where id = $1::uuid and user_id = current_user_id()
    )
    and closed_at >= from_us($2::bigint)
    and closed_at < from_us($3::bigint)
    and ($4::text is null or symbol = $4)
    and ($5::bigint is null or (closed_at, id) < (from_us($5::bigint), $6::bigint))
  order by closed_at desc, id desc
  limit $7::bigint
), whole as (
  -- All that a fill closed bears one time, also where the page cuts it in two.
  select
    *,
    sum(abs(quantity)) over (partition by fill_id order by id) as until,
    sum(abs(quantity)) over (partition by fill_id) as closed
  from closings
  where user_id = current_user_id() and account_id = $1::uuid
    and epoch = (
      select
        epoch
      from accounts
      where id = $1::uuid and user_id = current_user_id()
    )
    and closed_at >= (select min(closed_at) from wanted)
    and closed_at <= (select max(closed_at) from wanted)
    and ($4::text is null or symbol = $4)
), page as (
  select
    *
  from whole
  where $5::bigint is null or (closed_at, id) < (from_us($5::bigint), $6::bigint)
  order by closed_at desc, id desc
  limit $7::bigint
), paid as materialized (
  select
    *,
    (
      select
        f.fee * 1000000
      from fills f
      where f.user_id = current_user_id() and f.account_id = $1::uuid and f.id = page.fill_id
    ) as fee_e6
  from page
)
select
  id,
  symbol,
  fill_id,
  to_us(opened_at) as opened_us,
  to_us(closed_at) as closed_us,
  trim_scale(quantity) as quantity,
  trim_scale(cost) as cost,
  trim_scale(cash) as cash,
  case when fee_e6 > 0 then trim_scale((
    div(fee_e6 * until, closed) - div(fee_e6 * (until - abs(quantity)), closed)
  ) / 1000000) else 0 end as fee
from paid
order by closed_at desc, id desc
