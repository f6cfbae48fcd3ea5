#include "trading/replace_rules.h"

#include "trading/life_rules.h"

static enum trade_refusal check_asked(const struct terms_order *order,
	const struct replace_request *request, struct trade_details *details)
{
	enum terms_status next;
	enum trade_refusal refusal =
		life_rules_next(order, LIFE_ASK_REPLACE, &next, details);
	if (refusal != REFUSE_NOTHING)
		return refusal;
	if (request->client_id_length > ORDER_CLIENT_ID_MOST)
		return REFUSE_CLIENT_ID_LENGTH;
	if (request->bad_tif)
		return REFUSE_TIF;
	if (!order->has_quantity)
		return REFUSE_REPLACE_NOTIONAL;
	if (request->has_quantity && quantity_sign(request->quantity) <= 0)
		return REFUSE_QTY_POSITIVE;
	return REFUSE_NOTHING;
}

/* Is its limit the one that we gave it, being a buy stop? Then it goes with the stop. */
static bool has_derived_limit(const struct terms_order *order)
{
	struct terms_order derived = *order;
	if (order->side != TERMS_BUY || order->type != TERMS_STOP_LIMIT)
		return false;
	derived.type = TERMS_STOP;
	return order_rules_derive_stop(&derived) &&
	       price_compare(derived.limit, order->limit) == 0;
}

static bool derive_again(
	const struct replace_request *request, bool derived, struct terms_order *next)
{
	if (!derived || !request->has_stop || request->has_limit)
		return true;
	next->type = TERMS_STOP;
	return order_rules_derive_stop(next);
}

static void change(struct terms_order *next, const struct replace_request *request)
{
	if (request->has_quantity)
		next->quantity = request->quantity;
	if (request->has_limit)
		next->limit = request->limit;
	if (request->has_stop)
		next->stop = request->stop;
	if (request->has_tif)
		next->tif = request->tif;
	if (request->has_trail && !price_is_zero(next->trail_price))
		next->trail_price.e6 = request->trail_e6;
	else if (request->has_trail)
		next->trail_percent_e6 = request->trail_e6;
}

static bool same_prices(const struct terms_order *a, const struct terms_order *b)
{
	return price_compare(a->limit, b->limit) == 0 &&
	       price_compare(a->stop, b->stop) == 0 &&
	       price_compare(a->trail_price, b->trail_price) == 0 &&
	       a->trail_percent_e6 == b->trail_percent_e6;
}

/* The successor as if a client asked for it; of its group it stays what it is. */
static struct order_request as_request(
	const struct terms_order *next, const struct replace_request *request)
{
	bool limits = next->type == TERMS_LIMIT || next->type == TERMS_STOP_LIMIT;
	bool stops = next->type == TERMS_STOP || next->type == TERMS_STOP_LIMIT;
	bool trails = next->type == TERMS_TRAILING_STOP;
	bool by_price = !price_is_zero(next->trail_price);
	struct order_request whole = {
		.order = *next,
		.has_limit = limits || request->has_limit,
		.has_stop = stops || request->has_stop,
		.has_trail_price = trails ? by_price : request->has_trail,
		.has_trail_percent = trails && !by_price,
	};
	whole.order.class = TERMS_SIMPLE;
	return whole;
}

static bool is_group(enum terms_class class)
{
	return class == TERMS_BRACKET || class == TERMS_OCO || class == TERMS_OTO;
}

static enum trade_refusal check_group(const struct terms_order *order,
	const struct terms_order *next, struct trade_details *details)
{
	details->class = order->class;
	if (!is_group(order->class))
		return REFUSE_NOTHING;
	if (quantity_compare(order->quantity, next->quantity) != 0)
		return REFUSE_GROUP_QTY;
	return next->tif == TERMS_DAY || next->tif == TERMS_GTC ? REFUSE_NOTHING
								: REFUSE_GROUP_TIF;
}

enum trade_refusal replace_rules_check(const struct terms_order *order,
	const struct replace_request *request, const struct terms_instrument *instrument,
	const struct order_setting *setting, struct replacement *replacement,
	struct trade_details *details)
{
	struct terms_order next = *order;
	enum trade_refusal refusal = check_asked(order, request, details);
	if (refusal != REFUSE_NOTHING)
		return refusal;
	bool derived = has_derived_limit(order);
	change(&next, request);
	struct order_request whole = as_request(&next, request);
	refusal = order_rules_check(&whole, instrument, setting, details);
	details->symbol = order->symbol;
	if (refusal != REFUSE_NOTHING)
		return refusal;
	if (!derive_again(request, derived, &next))
		return REFUSE_TOO_LARGE;
	refusal = check_group(order, &next, details);
	if (refusal != REFUSE_NOTHING)
		return refusal;
	if (same_prices(order, &next) && order->tif == next.tif &&
		quantity_compare(order->quantity, next.quantity) == 0)
		return REFUSE_UNCHANGED;
	struct replacement found = {.order = next};
	refusal = replace_rules_settle(order, &found, details);
	if (refusal == REFUSE_NOTHING)
		*replacement = found;
	return refusal;
}

enum trade_refusal replace_rules_settle(const struct terms_order *order,
	struct replacement *replacement, struct trade_details *details)
{
	struct terms_order *next = &replacement->order;
	enum terms_status status;
	enum trade_refusal refusal =
		life_rules_next(order, LIFE_REPLACE, &status, details);
	if (refusal != REFUSE_NOTHING)
		return refusal;
	if (quantity_compare(next->quantity, order->filled) <= 0)
		return REFUSE_BELOW_FILLED;
	bool same = same_prices(order, next) && order->tif == next->tif;
	bool no_larger = quantity_compare(next->quantity, order->quantity) <= 0;
	bool same_stop = price_compare(order->stop, next->stop) == 0;
	replacement->keeps_place = same && no_larger;
	next->ahead = replacement->keeps_place ? order->ahead : (struct quantity){0};
	next->filled = order->filled;
	next->filled_value = order->filled_value;
	next->high_water = order->high_water;
	/* A stop that was moved has to be reached anew. */
	next->triggered = order->triggered && same_stop;
	next->status = order->status;
	if (order->status == TERMS_PENDING_REPLACE)
		next->status = quantity_is_zero(order->filled) ? TERMS_NEW
							       : TERMS_PARTIALLY_FILLED;
	return REFUSE_NOTHING;
}
