-- What account $1 realised in its present epoch from $2 until before $3 (microseconds), in
-- symbol $4 (null for any), newest first; of those at time $5 (null to begin) only what
-- lies beyond closing $6; at most $7. A fill's fee goes to what it closed by quantity, rounded down, the last with
-- what remains.
-- shape: rows
with page as (
  select
    *
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
), paid as (
  select
    id,
    fee
  from fills
  where user_id = current_user_id() and account_id = $1::uuid
    and id in (select fill_id from page)
    and fee > 0
), shared as (
  -- All that those fills closed, also where the page cuts one in two.
  select
    c.id,
    p.fee,
    abs(c.quantity) as quantity,
    sum(abs(c.quantity)) over (partition by c.fill_id order by c.id) as until,
    sum(abs(c.quantity)) over (partition by c.fill_id) as whole
  from closings c
  join paid p on p.id = c.fill_id
  where c.user_id = current_user_id() and c.account_id = $1::uuid
    and c.closed_at between (select min(closed_at) from page) and (
      select
        max(closed_at)
      from page
    )
)
select
  p.id,
  p.symbol,
  p.fill_id,
  to_us(p.opened_at) as opened_us,
  to_us(p.closed_at) as closed_us,
  trim_scale(p.quantity) as quantity,
  trim_scale(p.cost) as cost,
  trim_scale(p.cash) as cash,
  trim_scale(coalesce(
    (
      div(s.fee * 1000000 * s.until, s.whole)
      - div(s.fee * 1000000 * (s.until - s.quantity), s.whole)
    ) / 1000000,
    0
  )) as fee
from page p
left join shared s on s.id = p.id
order by p.closed_at desc, p.id desc
