-- How the books were when they were last looked through, all accounts of them.
-- shape: one
select
  to_us(started_at) as started_us,
  to_us(finished_at) as finished_us,
  accounts,
  transfers,
  entries,
  problems,
  hash
from audit_runs
where hash is not null
order by id desc
limit 1
