-- The clock of the replay that began with the settings $1 (their fingerprint).
-- shape: one
select
  to_us(wall_at) as wall_us,
  to_us(market_at) as market_us,
  speed_e3
from replay_clock
where origin = $1
