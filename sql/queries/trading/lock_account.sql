-- Locks account $1 until the transaction ends, as whatever changes it does first, and
-- says how it stands. What waited here must read everything else in statements after
-- this one. No row: it is not the user's.
-- shape: one
select
  a.id,
  a.user_id,
  a.account_number,
  a.name,
  a.epoch,
  trim_scale(a.starting_cash) as starting_cash,
  trim_scale(a.cash) as cash,
  a.order_count,
  a.lot_count,
  least(a.multiplier, a.max_margin_multiplier) as multiplier,
  a.shorting and not a.no_shorting as shorting,
  a.fractional,
  a.suspend_trade,
  a.day_trade_check,
  a.fill_model,
  a.lot_method,
  a.seed,
  trim_scale(a.fee_per_order) as fee_per_order,
  trim_scale(a.fee_per_share) as fee_per_share,
  trim_scale(a.fee_least) as fee_least,
  trim_scale(a.fee_most) as fee_most,
  a.fee_regulatory,
  a.borrow_bp,
  a.interest_bp,
  trim_scale(a.largest_order) as largest_order,
  a.position_share_bp,
  trim_scale(a.daily_loss) as daily_loss,
  a.orders_a_day,
  a.killed_at is not null as killed,
  a.archived_at is not null as archived,
  trim_scale(a.last_equity) as last_equity,
  trim_scale(a.last_maintenance) as last_maintenance,
  a.last_session,
  to_us(a.created_at) as created_us
from accounts a
where a.id = $1::uuid and a.user_id = current_user_id()
for update
