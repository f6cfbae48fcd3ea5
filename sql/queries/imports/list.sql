-- The newest imports that the transaction may see, at most $1 of them.
-- shape: rows
select
  imports.id,
  users.username,
  imports.file_name,
  imports.timeframe,
  imports.symbols,
  imports.rows,
  imports.bars,
  imports.state,
  imports.problems,
  to_char(imports.started_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as started_at,
  to_char(imports.finished_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as finished_at
from imports
left join users on users.id = imports.user_id
order by imports.started_at desc
limit $1::bigint
