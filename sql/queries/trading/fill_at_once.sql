-- A simple order of account $1 that came and was filled at once, by one fill, at $2
-- (microseconds), with all that follows from it: what is most often written, as one
-- statement without lists of objects. The account: epoch $3; and afterwards cash $4, orders
-- $5, events of lots $6. The order: id $7, client's id $8, symbol $9, asset id $10, asset
-- class $11, side $12, type $13, time in force $14, intent $15, quantity $16, notional $17,
-- limit $18, extended hours $19, source $20 and its id $21, expiry $22. The fill: id $23,
-- quantity $24, price $25, value $26, fee $27, position after it $28, bid $29, ask $30, their
-- sizes $31 and $32, time $33 and source $34 of the quote, model $35, explanation $36. Its
-- entries: parties $37, assets $38, amounts $39. The position: cost $40, session $41. Lots:
-- numbers $42, times $43, fills $44, quantities $45, what remains $46, costs $47. What was
-- realised: of lots $48, opened at $49, quantities $50, costs $51, cash $52. Trade updates:
-- that it came $53, that it was filled $54.
-- shape: none
with placed as (
  insert into orders (
    id, user_id, account_id, epoch, number, client_order_id, symbol, asset_id, asset_class,
    side, type, time_in_force, position_intent, quantity, notional, limit_price,
    extended_hours, status, filled_quantity, filled_value, fees, fill_count, source,
    source_id, created_at, submitted_at, updated_at, filled_at, expires_at
  )
  values (
    $7::uuid, current_user_id(), $1::uuid, $3::integer, $5::bigint, $8, $9, $10::uuid, $11,
    $12, $13, $14, $15, $16::numeric, $17::numeric, $18::numeric, $19::boolean, 'filled',
    $24::numeric, $26::numeric, $27::numeric, 1, $20, $21, from_us($2::bigint),
    from_us($2::bigint), from_us($2::bigint), from_us($2::bigint), from_us($22::bigint)
  )
), filled as (
  insert into fills (
    id, user_id, account_id, epoch, order_id, number, at, symbol, side, quantity, price,
    value, fee, position_quantity, bid, ask, bid_size, ask_size, quote_at, quote_source,
    model, explanation
  )
  values (
    $23::uuid, current_user_id(), $1::uuid, $3::integer, $7::uuid, 1, from_us($2::bigint), $9,
    $12, $24::numeric, $25::numeric, $26::numeric, $27::numeric, $28::numeric,
    $29::numeric, $30::numeric, $31::numeric, $32::numeric, from_us($33::bigint), $34, $35,
    $36::json
  )
), moved as (
  insert into transfers (
    user_id, account_id, epoch, kind, at, activity_id, fill_id, parties, assets, amounts
  )
  values (
    current_user_id(), $1::uuid, $3::integer, 'fill', from_us($2::bigint), $23::uuid,
    $23::uuid, $37::text[], $38::text[], $39::numeric[]
  )
), held as (
  insert into positions (
    user_id, account_id, epoch, symbol, quantity, cost, session, opened_at, updated_at
  )
  values (
    current_user_id(), $1::uuid, $3::integer, $9, $28::numeric, $40::numeric, $41::date,
    from_us($2::bigint), from_us($2::bigint)
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
    opened_at = case
      when sign(positions.quantity) = sign(excluded.quantity) then positions.opened_at
      else excluded.opened_at
    end
), lotted as (
  insert into lots (
    user_id, account_id, epoch, number, symbol, opened_at, fill_id, quantity, remaining, cost
  )
  select
    current_user_id(), $1::uuid, $3::integer, l.number, $9, from_us(l.opened_us), l.fill_id,
    l.quantity, l.remaining, l.cost
  from unnest(
    $42::bigint[], $43::bigint[], $44::uuid[], $45::numeric[], $46::numeric[], $47::numeric[]
  ) as l (number, opened_us, fill_id, quantity, remaining, cost)
  on conflict (user_id, account_id, number) do update
  set remaining = excluded.remaining, cost = excluded.cost
), realised as (
  insert into closings (
    user_id, account_id, epoch, lot_number, fill_id, symbol, opened_at, closed_at, quantity,
    cost, cash
  )
  select
    current_user_id(), $1::uuid, $3::integer, c.lot_number, $23::uuid, $9,
    from_us(c.opened_us), from_us($2::bigint), c.quantity, c.cost, c.cash
  from unnest(
    $48::bigint[], $49::bigint[], $50::numeric[], $51::numeric[], $52::numeric[]
  ) as c (lot_number, opened_us, quantity, cost, cash)
), told as (
  insert into outbox (user_id, account_id, kind, payload)
  values
    (current_user_id(), $1::uuid, 'trade_update', $53::json),
    (current_user_id(), $1::uuid, 'trade_update', $54::json)
)
update accounts
set cash = $4::numeric, order_count = $5::bigint, lot_count = $6::bigint
where id = $1::uuid and user_id = current_user_id()
