-- What account $1 is worth in epoch $2 at $3 (microseconds): $4 equity, $5 cash.
-- shape: none
insert into account_moments (user_id, account_id, epoch, at, equity, cash)
values (
  current_user_id(),
  $1::uuid,
  $2::integer,
  from_us($3::bigint),
  $4::numeric,
  $5::numeric
)
on conflict do nothing
