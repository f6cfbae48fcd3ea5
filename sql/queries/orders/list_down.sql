-- Orders of account $1, newest first: $2 open, closed or all; submitted after $3 and before
-- $4 (microseconds, null for any time); of symbols $5 (an array) and side $6, null for any;
-- without legs when $7, which are listed under their parents then, and make them open as
-- long as a leg is; at most $8.
-- shape: rows
select *
from order_tickets
where user_id = current_user_id() and account_id = $1::uuid
  and ($2 = 'all' or ($2 = 'open') = (
    open
    or $7::boolean and exists (
      select
      from orders as leg
      where leg.user_id = current_user_id()
        and leg.account_id = $1::uuid
        and leg.parent_id = order_tickets.id
        and leg.open
    )
  ))
  and ($3::bigint is null or submitted_at > from_us($3::bigint))
  and ($4::bigint is null or submitted_at < from_us($4::bigint))
  and ($5::text[] is null or symbol = any($5::text[]))
  and ($6::text is null or side = $6)
  and (not $7::boolean or parent_id is null)
order by submitted_at desc, number desc
limit $8::bigint
