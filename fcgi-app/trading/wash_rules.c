#include "trading/wash_rules.h"

#include "trading/life_rules.h"
#include "trading/order_rules.h"

static bool is_exempt(const struct terms_order *order)
{
	return order->class != TERMS_SIMPLE || order->role != TERMS_ALONE ||
	       order->type == TERMS_TRAILING_STOP;
}

/* Does it trade at any price, sooner or later? */
static bool is_unbound(const struct terms_order *order)
{
	return order->type == TERMS_MARKET || order->type == TERMS_STOP;
}

static bool crosses(const struct terms_order *a, const struct terms_order *b)
{
	const struct terms_order *buy = a->side == TERMS_BUY ? a : b;
	const struct terms_order *sell = a->side == TERMS_BUY ? b : a;
	if (is_unbound(a) || is_unbound(b))
		return true;
	return price_compare(buy->limit, sell->limit) >= 0;
}

enum trade_refusal wash_rules_cross(const struct terms_order *order,
	const struct wash_open *open, size_t count, struct trade_details *details)
{
	if (is_exempt(order))
		return REFUSE_NOTHING;
	for (size_t i = 0; i < count; i++) {
		const struct terms_order *other = open[i].order;
		if (other->side == order->side || is_exempt(other) ||
			!life_rules_is_open(other->status) || !crosses(order, other))
			continue;
		details->id = open[i].id;
		details->reason = is_unbound(other)
					  ? "opposite side market/stop order exists"
					  : "opposite side limit order exists";
		return REFUSE_WASH;
	}
	return REFUSE_NOTHING;
}

static bool counts(const struct wash_open *open, enum terms_side side)
{
	return open->order->side == side && open->order->status != TERMS_HELD &&
	       life_rules_is_open(open->order->status);
}

static bool any(const struct wash_open *open, size_t count, enum terms_side side)
{
	for (size_t i = 0; i < count; i++)
		if (counts(&open[i], side))
			return true;
	return false;
}

bool wash_rules_held(struct quantity position, const struct wash_open *open, size_t count,
	struct quantity *held)
{
	struct quantity sum = {0};
	enum terms_side side = quantity_sign(position) > 0 ? TERMS_SELL : TERMS_BUY;
	if (!quantity_is_zero(position))
		for (size_t i = 0; i < count; i++)
			if (counts(&open[i], side) &&
				!quantity_add(sum, open[i].remaining, &sum))
				return false;
	*held = sum;
	return true;
}

bool wash_rules_is_short(const struct terms_order *order, struct quantity position)
{
	return order->side == TERMS_SELL && quantity_sign(position) <= 0;
}

/* An order against the position may be for what no other order holds, and no more: the
 * rest would turn the position over. */
static enum trade_refusal check_available(struct quantity quantity,
	struct quantity position, const struct wash_open *open, size_t count,
	struct trade_details *details)
{
	struct quantity existing = position, held, available;
	if (quantity_sign(position) < 0 && !quantity_negate(position, &existing))
		return REFUSE_TOO_LARGE;
	if (!wash_rules_held(position, open, count, &held) ||
		!quantity_sub(existing, held, &available))
		return REFUSE_TOO_LARGE;
	available = quantity_max(available, (struct quantity){0});
	if (quantity_compare(quantity, available) <= 0)
		return REFUSE_NOTHING;
	details->requested = quantity;
	details->available = available;
	details->existing = position;
	details->held = held;
	return REFUSE_AVAILABLE;
}

enum trade_refusal wash_rules_position(const struct terms_order *order,
	struct quantity quantity, struct quantity position, const struct wash_open *open,
	size_t count, struct trade_details *details)
{
	int held = quantity_sign(position);
	details->symbol = order->symbol;
	if (order->side == TERMS_SELL ? held > 0 : held < 0)
		return check_available(quantity, position, open, count, details);
	if (held != 0)
		return REFUSE_NOTHING;
	if (order->side == TERMS_SELL && any(open, count, TERMS_BUY))
		return REFUSE_SELL_WHILE_BUYING;
	if (order->side == TERMS_BUY && any(open, count, TERMS_SELL))
		return REFUSE_BUY_WHILE_SELLING;
	return REFUSE_NOTHING;
}

enum trade_refusal wash_rules_short(const struct terms_order *order,
	const struct terms_account *account, const struct terms_instrument *instrument,
	struct trade_details *details)
{
	details->symbol = order->symbol;
	if (order_rules_is_fractional(order))
		return REFUSE_FRACTION_SHORT;
	if (account->no_shorting || account->multiplier < 2)
		return REFUSE_SHORTING;
	if (!instrument->shortable)
		return REFUSE_NOT_SHORTABLE;
	if (!instrument->easy_to_borrow && order->tif != TERMS_DAY)
		return REFUSE_HARD_TO_BORROW;
	return REFUSE_NOTHING;
}
