-- When all accounts were last audited, or else the instance was made: how many days ago,
-- whether it was an audit, and what it found.
select
  floor(extract(epoch from clock_timestamp()
    - coalesce(a.finished_at, i.installed_at)) / 86400)::int as days,
  a.id is not null as audited,
  coalesce(a.problems, 0) as problems
from instance i
left join lateral (
  select *
  from audit_runs
  where hash is not null
  order by finished_at desc
  limit 1
) a on true
