revoke all on
  schema_migrations, instance, instruments, bars, bar_series, market_cache
from papertrade_market;
revoke usage on schema public from papertrade_market;
drop trigger account_opened on accounts;
drop trigger account_opens on accounts;
drop function account_opened();
drop function account_opens();
drop function account_reset(uuid, numeric);
drop function account_deposit(accounts, timestamptz);
drop function activity_code(timestamptz, uuid);
drop view activities;
drop table audit_runs;
drop table order_templates;
drop table watchlists;
drop table idempotency_keys;
drop table outbox_readers;
drop table outbox;
drop table account_moments;
drop table account_days;
drop table closings;
drop table lots;
drop table positions;
drop table entries;
drop table transfers;
drop function transfers_move();
drop function entries_balance();
drop table fills;
drop view order_tickets;
drop table orders;
drop function order_progress_sound(
  text, text, text, numeric, numeric, bigint, timestamptz, timestamptz, timestamptz,
  timestamptz, timestamptz, uuid
);
drop function order_sound(
  text, text, text, text, uuid, numeric, numeric, numeric, numeric, numeric, numeric
);
drop table kill_switch;
drop policy market on accounts;
revoke all on accounts from papertrade_market;
revoke update (
  name, starting_cash, archived_at
) on accounts from papertrade_app;
alter table accounts
  drop column account_number,
  drop column epoch,
  drop column cash,
  drop column order_count,
  drop column lot_count,
  drop column multiplier,
  drop column shorting,
  drop column fractional,
  drop column fill_model,
  drop column lot_method,
  drop column seed,
  drop column fee_per_order,
  drop column fee_per_share,
  drop column fee_least,
  drop column fee_most,
  drop column fee_regulatory,
  drop column borrow_bp,
  drop column interest_bp,
  drop column dtbp_check,
  drop column max_margin_multiplier,
  drop column no_shorting,
  drop column pdt_check,
  drop column ptp_no_exception_entry,
  drop column suspend_trade,
  drop column trade_confirm_email,
  drop column day_trade_check,
  drop column largest_order,
  drop column position_share_bp,
  drop column daily_loss,
  drop column orders_a_day,
  drop column killed_at,
  drop column killed_by,
  drop column last_equity,
  drop column last_maintenance,
  drop column last_session;
drop sequence account_numbers;
drop function from_us(bigint);
drop function to_us(timestamptz);
drop domain
  ticker,
  ledger_asset,
  ledger_party,
  ledger_amount,
  transfer_kind,
  epoch_number,
  whole_number,
  how_many,
  client_id,
  asset_class,
  order_side,
  order_type,
  order_term,
  order_class,
  order_role,
  position_intent,
  order_status,
  order_source,
  some_price,
  some_quantity,
  money_or_none,
  signed_quantity,
  quantity_or_none,
  fee_rate,
  basis_points,
  share_bp,
  margin_multiplier,
  trade_check,
  confirmation,
  fill_model,
  lot_method,
  small_name,
  label,
  remark,
  message,
  digest,
  reply_status,
  reply_body;
