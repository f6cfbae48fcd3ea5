-- Positions of account $1 in epoch $2 as they are now, $3 in microseconds. $4: an array of
-- {symbol, quantity, cost, session}, the last of which is the date of the session.
-- shape: none
insert into positions (
  user_id, account_id, epoch, symbol, quantity, cost, session, opened_at, updated_at
)
select
  current_user_id(),
  $1::uuid,
  $2::integer,
  p.symbol,
  p.quantity,
  p.cost,
  p.session,
  from_us($3::bigint),
  from_us($3::bigint)
from json_to_recordset($4::json) as p (
  symbol text, quantity numeric, cost numeric, session date
)
on conflict (user_id, account_id, epoch, symbol) do update
set
  quantity = excluded.quantity,
  cost = excluded.cost,
  opening = case
    when positions.session = excluded.session then positions.opening
    else positions.quantity
  end,
  session = excluded.session,
  updated_at = excluded.updated_at,
  -- It opens anew when there was none, or when it was on the other side.
  opened_at = case
    when sign(positions.quantity) = sign(excluded.quantity) then positions.opened_at
    else excluded.opened_at
  end
