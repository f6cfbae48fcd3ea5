-- Where account $1 stands against its days before day $2 in its epoch: equity at the close
-- of the last of them, 0 when there is none; money that has flowed in, on all those days,
-- and until now.
-- shape: one
select
  trim_scale(coalesce((
    select d.equity
    from account_days d
    where d.user_id = a.user_id
      and d.account_id = a.id
      and d.epoch = a.epoch
      and d.day < $2::date
    order by d.day desc
    limit 1
  ), 0)) as equity,
  trim_scale(coalesce((
    select sum(d.flow)
    from account_days d
    where d.user_id = a.user_id
      and d.account_id = a.id
      and d.epoch = a.epoch
      and d.day < $2::date
  ), 0)) as flowed,
  trim_scale(coalesce((
    select sum(e.amount)
    from transfers t
    cross join lateral unnest(t.parties, t.assets, t.amounts) as e (party, asset, amount)
    where t.user_id = a.user_id
      and t.account_id = a.id
      and t.epoch = a.epoch
      and t.kind in ('deposit', 'withdrawal', 'journal')
      and e.party = 'holder'
      and e.asset = 'usd'
  ), 0)) as flow
from accounts a
where a.user_id = current_user_id() and a.id = $1::uuid
