#include "trading/risk_rules.h"

static const struct money NONE = {0};

enum { WHOLE_E9 = 1000000000, ALL_BP = 10000 };

/* That share of the equity; nothing of what is below zero. */
static bool share_of_equity(
	const struct risk_case *order, int64_t bp, struct money *share)
{
	return money_times_bp(money_max(order->equity, NONE), bp, DECIMAL_FLOOR, share);
}

static enum trade_refusal check_position(const struct risk_limits *limits,
	const struct risk_case *order, struct trade_details *details)
{
	struct money most;
	/* A limit too large to be written down is none. */
	if (limits->position_share_bp == 0 ||
		!share_of_equity(order, limits->position_share_bp, &most) ||
		money_compare(order->position_value, most) <= 0)
		return REFUSE_NOTHING;
	details->value = order->position_value;
	details->limit = most;
	return REFUSE_RISK_POSITION;
}

static enum trade_refusal check_loss(const struct risk_limits *limits,
	const struct risk_case *order, struct trade_details *details)
{
	struct money loss;
	if (money_is_zero(limits->daily_loss))
		return REFUSE_NOTHING;
	details->limit = limits->daily_loss;
	if (!money_sub(order->last_equity, order->equity, &loss)) {
		bool gained = money_compare(order->equity, order->last_equity) > 0;
		details->value = (struct money){INT64_MAX};
		return gained ? REFUSE_NOTHING : REFUSE_RISK_LOSS;
	}
	details->value = loss;
	return money_compare(loss, limits->daily_loss) >= 0 ? REFUSE_RISK_LOSS
							    : REFUSE_NOTHING;
}

enum trade_refusal risk_rules_check(const struct risk_limits *limits,
	const struct risk_case *order, struct trade_details *details)
{
	details->symbol = order->symbol;
	if (order->closes)
		return REFUSE_NOTHING;
	details->count = limits->orders_a_day;
	if (limits->orders_a_day > 0 && order->orders_today >= limits->orders_a_day)
		return REFUSE_RISK_COUNT;
	details->value = order->value;
	details->limit = limits->largest_order;
	if (!money_is_zero(limits->largest_order) &&
		money_compare(order->value, limits->largest_order) > 0)
		return REFUSE_RISK_ORDER;
	enum trade_refusal refusal = check_position(limits, order, details);
	return refusal != REFUSE_NOTHING ? refusal : check_loss(limits, order, details);
}

enum trade_refusal risk_rules_day_trade(const struct terms_account *account,
	const struct risk_case *order, int64_t day_trades)
{
	const struct money enough = {RISK_DAY_TRADER_EQUITY * INT64_C(1000000)};
	if (!account->day_trade_checked || order->closes)
		return REFUSE_NOTHING;
	if (day_trades < RISK_DAY_TRADES_MOST ||
		money_compare(order->equity, enough) >= 0)
		return REFUSE_NOTHING;
	return REFUSE_DAY_TRADES;
}

static bool is_wide(const struct terms_market *market)
{
	struct price spread, least;
	if (price_sign(market->bid) <= 0 || price_sign(market->ask) <= 0)
		return true;
	return !price_sub(market->ask, market->bid, &spread) ||
	       (price_times_bp(market->bid, RISK_SPREAD_BP, DECIMAL_FLOOR, &least) &&
		       price_compare(spread, least) > 0);
}

static bool is_large(struct quantity quantity, const struct terms_market *market)
{
	struct quantity volume = {INT64_MAX}, most;
	if (market->day_volume < INT64_MAX / WHOLE_E9)
		volume.e9 = market->day_volume * WHOLE_E9;
	return quantity_times_ratio(
		       volume, RISK_VOLUME_BP, ALL_BP, DECIMAL_FLOOR, &most) &&
	       quantity_compare(quantity, most) > 0;
}

struct risk_warnings risk_rules_warnings(const struct risk_case *order,
	struct quantity quantity, const struct terms_market *market)
{
	struct money much;
	bool concentrated = share_of_equity(order, RISK_CONCENTRATION_BP, &much) &&
			    money_compare(order->position_value, much) > 0;
	return (struct risk_warnings){
		.concentrated = concentrated && !order->closes,
		.wide_spread = is_wide(market),
		.large_share = is_large(quantity, market),
	};
}
