-- When the stored bars of source $1 begin, and when they last changed, in
-- microseconds; null when there are none.
-- shape: row
select
  (extract(epoch from min(first_time)) * 1000000)::bigint as first_us,
  (extract(epoch from max(updated_at)) * 1000000)::bigint as changed_us
from bar_series
where source = $1
