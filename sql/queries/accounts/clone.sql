-- A new account with id $2 (null for any), configured as account $1 is: $3 name (null for
-- the same), $4 starting cash (null for the same). Holdings are not copied. No row: there
-- is no such account, or the user has $5 already.
-- shape: one
insert into accounts (
  id, user_id, name, starting_cash, multiplier, shorting, fractional, fill_model,
  lot_method, fee_per_order, fee_per_share, fee_least, fee_most, fee_regulatory,
  borrow_bp, interest_bp, dtbp_check, max_margin_multiplier, no_shorting, pdt_check,
  ptp_no_exception_entry, suspend_trade, trade_confirm_email, day_trade_check,
  largest_order, position_share_bp, daily_loss, orders_a_day
)
select
  coalesce($2::uuid, gen_random_uuid()),
  current_user_id(),
  coalesce($3, a.name),
  coalesce($4::numeric, a.starting_cash),
  a.multiplier,
  a.shorting,
  a.fractional,
  a.fill_model,
  a.lot_method,
  a.fee_per_order,
  a.fee_per_share,
  a.fee_least,
  a.fee_most,
  a.fee_regulatory,
  a.borrow_bp,
  a.interest_bp,
  a.dtbp_check,
  a.max_margin_multiplier,
  a.no_shorting,
  a.pdt_check,
  a.ptp_no_exception_entry,
  a.suspend_trade,
  a.trade_confirm_email,
  a.day_trade_check,
  a.largest_order,
  a.position_share_bp,
  a.daily_loss,
  a.orders_a_day
from accounts a
where a.id = $1::uuid
  and a.user_id = current_user_id()
  and (
    select count(*)
    from accounts
    where user_id = current_user_id() and archived_at is null
  ) < $5::bigint
returning
  id,
  account_number
