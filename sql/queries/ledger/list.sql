-- The ledger of account $1 before transfer $2 (an id), newest first, at most $3 transfers,
-- each with its entries as JSON.
-- shape: rows
select
  t.id,
  t.epoch,
  t.kind,
  to_us(t.at) as at_us,
  t.activity_id,
  t.fill_id,
  t.event,
  t.symbol,
  trim_scale(t.quantity) as quantity,
  trim_scale(t.per_share) as per_share,
  t.note,
  (
    select json_agg(
      json_build_object(
        'party', e.party, 'asset', e.asset, 'amount', trim_scale(e.amount)::text
      )
      order by e.line
    )
    from unnest(t.parties, t.assets, t.amounts)
      with ordinality as e (party, asset, amount, line)
  ) as entries
from transfers t
where t.user_id = current_user_id() and t.account_id = $1::uuid and t.id < $2::bigint
order by t.id desc
limit $3::bigint
