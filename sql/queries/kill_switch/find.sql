-- The server's kill switch.
-- shape: row
select
  killed_at is not null as killed,
  to_us(killed_at) as killed_us,
  killed_by,
  reason
from kill_switch
