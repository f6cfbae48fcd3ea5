-- Transfers of account $1 in epoch $2, each with its entries. $3: an array of {kind, at_us,
-- activity_id, fill_id, event, symbol, quantity, per_share, note, entries: [{party, asset,
-- amount}]}; the entries of each add up to nothing in each asset. Cash is asset 'usd'. The
-- activity id of a fill is the fill's; no two are the same.
-- shape: none
with wanted as (
  select *
  from json_to_recordset($3::json) as t (
    kind text, at_us bigint, activity_id uuid, fill_id uuid, event text, symbol text,
    quantity numeric, per_share numeric, note text, entries json
  )
), made as (
  insert into transfers (
    user_id, account_id, epoch, kind, at, activity_id, fill_id, event, symbol, quantity,
    per_share, note
  )
  select
    current_user_id(),
    $1::uuid,
    $2::integer,
    kind,
    from_us(at_us),
    activity_id,
    fill_id,
    event,
    symbol,
    quantity,
    per_share,
    coalesce(note, '')
  from wanted
  returning id, activity_id
)
insert into entries (transfer_id, user_id, account_id, line, party, asset, amount)
select
  made.id,
  current_user_id(),
  $1::uuid,
  e.line,
  e.party,
  e.asset,
  e.amount
from made
join wanted using (activity_id)
cross join lateral rows from (
  json_to_recordset(wanted.entries) as (party text, asset text, amount numeric)
) with ordinality as e (party, asset, amount, line)
