-- Money put into account $1 less what was taken out, in epoch $2 from $3 until before $4
-- (microseconds); the deposit that an epoch begins with is among it.
-- shape: row
select
  trim_scale(coalesce(sum(e.amount), 0)) as flow
from transfers t
cross join lateral unnest(t.parties, t.assets, t.amounts) as e (party, asset, amount)
where t.user_id = current_user_id()
  and t.account_id = $1::uuid
  and t.epoch = $2::integer
  and t.kind in ('deposit', 'withdrawal', 'journal')
  and t.at >= from_us($3::bigint)
  and t.at < from_us($4::bigint)
  and e.party = 'holder'
  and e.asset = 'usd'
