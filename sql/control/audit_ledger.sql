-- The ledger of account $1, an entry a row, in its order.
select
  t.id,
  t.epoch,
  t.kind,
  to_us(t.at) as at_us,
  t.activity_id,
  t.fill_id,
  t.event,
  t.symbol,
  t.quantity,
  t.per_share,
  t.note,
  e.line,
  e.party,
  e.asset,
  e.amount
from accounts a
join transfers t on t.user_id = a.user_id and t.account_id = a.id
left join lateral unnest(t.parties, t.assets, t.amounts)
  with ordinality as e (party, asset, amount, line) on true
where a.id = $1::uuid
order by t.id, e.line
