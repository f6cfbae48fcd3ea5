-- Changes open orders of account $1 at $2 (microseconds). $3: an array of {id, …} with the
-- fields below that change; what is missing or null stays. It returns whom it met: an
-- order that is no longer open stays as it is.
-- shape: rows
update orders o
set
  parent_id = coalesce(n.parent_id, o.parent_id),
  symbol = coalesce(n.symbol, o.symbol),
  asset_id = coalesce(n.asset_id, o.asset_id),
  quantity = coalesce(n.quantity, o.quantity),
  limit_price = coalesce(n.limit_price, o.limit_price),
  stop_price = coalesce(n.stop_price, o.stop_price),
  hwm = coalesce(n.hwm, o.hwm),
  status = coalesce(n.status, o.status),
  reason = coalesce(n.reason, o.reason),
  filled_quantity = coalesce(n.filled_quantity, o.filled_quantity),
  filled_value = coalesce(n.filled_value, o.filled_value),
  fees = coalesce(n.fees, o.fees),
  fill_count = coalesce(n.fill_count, o.fill_count),
  triggered = coalesce(n.triggered, o.triggered),
  ahead = coalesce(n.ahead, o.ahead),
  expires_at = coalesce(from_us(n.expires_us), o.expires_at),
  filled_at = coalesce(from_us(n.filled_us), o.filled_at),
  expired_at = coalesce(from_us(n.expired_us), o.expired_at),
  canceled_at = coalesce(from_us(n.canceled_us), o.canceled_at),
  failed_at = coalesce(from_us(n.failed_us), o.failed_at),
  replaced_at = coalesce(from_us(n.replaced_us), o.replaced_at),
  replaced_by = coalesce(n.replaced_by, o.replaced_by),
  updated_at = from_us($2::bigint)
from json_to_recordset($3::json) as n (
  id uuid, parent_id uuid, symbol text, asset_id uuid, quantity numeric,
  limit_price numeric, stop_price numeric, hwm numeric, status text, reason text, filled_quantity numeric,
  filled_value numeric, fees numeric, fill_count integer, triggered boolean,
  ahead numeric, expires_us bigint, filled_us bigint, expired_us bigint,
  canceled_us bigint, failed_us bigint, replaced_us bigint, replaced_by uuid
)
where o.user_id = current_user_id()
  and o.account_id = $1::uuid
  and o.id = n.id
  and o.open
returning
  o.id
