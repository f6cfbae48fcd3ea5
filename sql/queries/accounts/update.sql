-- Changes account $1. $2: an object with those of the fields below that change; a limit that
-- is null is none. No row: there is no such account.
-- shape: one
update accounts a
set (
  name, multiplier, shorting, fractional, fill_model, lot_method, fee_per_order,
  fee_per_share, fee_least, fee_most, fee_regulatory, borrow_bp, interest_bp,
  dtbp_check, max_margin_multiplier, no_shorting, pdt_check, ptp_no_exception_entry,
  suspend_trade, trade_confirm_email, day_trade_check, largest_order,
  position_share_bp, daily_loss, orders_a_day
) = (
  select
    n.name,
    n.multiplier,
    n.shorting,
    n.fractional,
    n.fill_model,
    n.lot_method,
    n.fee_per_order,
    n.fee_per_share,
    n.fee_least,
    n.fee_most,
    n.fee_regulatory,
    n.borrow_bp,
    n.interest_bp,
    n.dtbp_check,
    n.max_margin_multiplier,
    n.no_shorting,
    n.pdt_check,
    n.ptp_no_exception_entry,
    n.suspend_trade,
    n.trade_confirm_email,
    n.day_trade_check,
    n.largest_order,
    n.position_share_bp,
    n.daily_loss,
    n.orders_a_day
  from jsonb_populate_record(a, $2::jsonb) as n
)
where a.id = $1::uuid and a.user_id = current_user_id() and a.archived_at is null
returning
  a.id
