-- Transfers of account $1 in epoch $2, each with its entries. $3: an array of {kind, at_us,
-- activity_id, fill_id, event, symbol, quantity, per_share, note, entries: [{party, asset,
-- amount}]}; the entries of each add up to nothing in each asset. Cash is asset 'usd'. The
-- activity id of a fill is the fill's; no two are the same.
-- shape: none
insert into transfers (
  user_id, account_id, epoch, kind, at, activity_id, fill_id, event, symbol, quantity,
  per_share, note, parties, assets, amounts
)
select
  current_user_id(),
  $1::uuid,
  $2::integer,
  t.kind,
  from_us(t.at_us),
  t.activity_id,
  t.fill_id,
  t.event,
  t.symbol,
  t.quantity,
  t.per_share,
  coalesce(t.note, ''),
  coalesce(e.parties, '{}'),
  coalesce(e.assets, '{}'),
  coalesce(e.amounts, '{}')
from json_to_recordset($3::json) as t (
  kind text, at_us bigint, activity_id uuid, fill_id uuid, event text, symbol text,
  quantity numeric, per_share numeric, note text, entries json
)
cross join lateral (
  select
    array_agg(e.party order by e.line) as parties,
    array_agg(e.asset order by e.line) as assets,
    array_agg(e.amount order by e.line) as amounts
  from rows from (
    json_to_recordset(t.entries) as (party text, asset text, amount numeric)
  ) with ordinality as e (party, asset, amount, line)
) as e
