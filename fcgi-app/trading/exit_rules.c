#include "trading/exit_rules.h"

enum { CENT_E6 = 10000 };

bool exit_rules_is_long(const struct terms_order *order)
{
	/* An oco is itself an exit, the others are entries. */
	return (order->class == TERMS_OCO) == (order->side == TERMS_SELL);
}

/* What the exits' prices are measured against. */
static struct price base_of(
	const struct order_request *request, const struct order_setting *setting)
{
	const struct terms_order *order = &request->order;
	if (order->class == TERMS_OCO || order->type == TERMS_MARKET)
		return setting->base;
	return request->has_limit ? order->limit : order->stop;
}

/* Which exits there have to be. */
static enum trade_refusal check_presence(const struct order_request *request)
{
	bool any_loss = request->has_loss || request->has_loss_limit;
	/* The limit of an oco is its take-profit's. */
	bool profit = request->has_profit ||
		      (request->order.class == TERMS_OCO && request->has_limit);
	switch (request->order.class) {
	case TERMS_SIMPLE:
		return request->has_profit || any_loss ? REFUSE_SIMPLE_LEGS
						       : REFUSE_NOTHING;
	case TERMS_BRACKET:
	case TERMS_OCO:
		if (!profit)
			return REFUSE_PROFIT_MISSING;
		return request->has_loss ? REFUSE_NOTHING : REFUSE_LOSS_MISSING;
	case TERMS_OTO:
		if (request->has_profit == any_loss)
			return REFUSE_OTO_LEG;
		return any_loss && !request->has_loss ? REFUSE_LOSS_MISSING
						      : REFUSE_NOTHING;
	case TERMS_MLEG:
		break;
	}
	return REFUSE_NOTHING;
}

static enum trade_refusal check_role(
	const struct terms_order *order, const struct order_setting *setting)
{
	int held = quantity_sign(setting->position);
	bool closes = order->side == TERMS_SELL ? held > 0 : held < 0;
	if (order->class == TERMS_OCO && order->type != TERMS_LIMIT)
		return REFUSE_OCO_TYPE;
	if (order->class == TERMS_OCO)
		return closes ? REFUSE_NOTHING : REFUSE_OCO_EXIT;
	if (closes)
		return REFUSE_ENTRY;
	return order->type == TERMS_TRAILING_STOP ? REFUSE_GROUP_TYPE : REFUSE_NOTHING;
}

/* Is a beyond b, upwards or downwards, by at least `least_e6`? */
static bool beyond(bool upwards, struct price a, struct price b, int64_t least_e6)
{
	struct price distance;
	bool fits = upwards ? price_sub(a, b, &distance) : price_sub(b, a, &distance);
	return fits && distance.e6 >= least_e6;
}

static enum trade_refusal check_prices(const struct order_request *request,
	const struct order_setting *setting, struct trade_details *details)
{
	bool is_long = exit_rules_is_long(&request->order);
	struct price base = base_of(request, setting);
	bool has_base = !price_is_zero(base);
	bool has_profit = request->has_profit || request->order.class == TERMS_OCO;
	struct price profit =
		request->has_profit ? request->profit_limit : request->order.limit;
	details->base = base;
	if (has_profit && request->has_loss &&
		!beyond(is_long, profit, request->loss_stop, 1))
		return is_long ? REFUSE_PROFIT_ABOVE_LOSS : REFUSE_PROFIT_BELOW_LOSS;
	if (has_base && has_profit && !beyond(is_long, profit, base, CENT_E6))
		return is_long ? REFUSE_PROFIT_ABOVE_BASE : REFUSE_PROFIT_BELOW_BASE;
	if (has_base && request->has_loss &&
		!beyond(!is_long, request->loss_stop, base, CENT_E6))
		return is_long ? REFUSE_LOSS_BELOW_BASE : REFUSE_LOSS_ABOVE_BASE;
	if (request->has_loss_limit &&
		!beyond(!is_long, request->loss_limit, request->loss_stop, 0))
		return is_long ? REFUSE_LOSS_LIMIT_BELOW : REFUSE_LOSS_LIMIT_ABOVE;
	return REFUSE_NOTHING;
}

enum trade_refusal exit_rules_check(const struct order_request *request,
	const struct order_setting *setting, struct trade_details *details)
{
	enum trade_refusal refusal = check_presence(request);
	if (refusal != REFUSE_NOTHING || request->order.class == TERMS_SIMPLE ||
		request->order.class == TERMS_MLEG)
		return refusal;
	refusal = check_role(&request->order, setting);
	if (refusal != REFUSE_NOTHING)
		return refusal;
	return check_prices(request, setting, details);
}
