#include "trading/need_rules.h"

#include <assert.h>

#include "trading/life_rules.h"
#include "trading/order_rules.h"

static const struct price CHEAP_LONG = {2500000};
static const struct price CHEAP_SHORT = {5000000};
static const struct price LEAST_A_SHARE = {5000000};
static const struct price LEAST_A_CHEAP_SHARE = {2500000};

enum { INITIAL_BP = 5000, MAINTENANCE_BP = 3000, SHORT_ASK_BP = 10300 };

bool need_rules_closes(const struct terms_order *order, struct quantity position)
{
	int held = quantity_sign(position);
	return order->side == TERMS_SELL ? held > 0 : held < 0;
}

static bool size_of(struct quantity quantity, struct quantity *size)
{
	if (quantity_sign(quantity) < 0)
		return quantity_negate(quantity, size);
	*size = quantity;
	return true;
}

/* The part of the value that has to be there, unless all of it has to. */
/* It fits, as what it is a part of does. */
static struct money part_of(struct money value, int64_t bp, bool whole)
{
	struct money part;
	bool fits = money_times_bp(value, whole ? 10000 : bp, DECIMAL_CEIL, &part);
	assert(fits);
	return part;
}

static void long_needs(struct price price, bool marginable, struct need *need)
{
	bool whole = !marginable || price_compare(price, CHEAP_LONG) < 0;
	need->heavy = whole;
	need->maintenance = part_of(need->value, MAINTENANCE_BP, whole);
	need->initial = part_of(need->value, INITIAL_BP, whole);
}

static bool short_needs(
	struct quantity size, struct price price, bool marginable, struct need *need)
{
	bool is_cheap = price_compare(price, CHEAP_SHORT) < 0;
	struct price a_share = is_cheap ? LEAST_A_CHEAP_SHARE : LEAST_A_SHARE;
	bool whole = is_cheap || !marginable;
	struct money least, half = part_of(need->value, INITIAL_BP, false);
	if (!money_notional(a_share, size, DECIMAL_CEIL, &least))
		return false;
	need->maintenance = money_max(part_of(need->value, MAINTENANCE_BP, whole), least);
	need->initial = money_max(half, need->maintenance);
	need->heavy = money_compare(need->maintenance, half) > 0;
	return true;
}

bool need_rules_position(
	struct quantity quantity, struct price price, bool marginable, struct need *need)
{
	struct need found = {0};
	struct quantity size;
	if (!size_of(quantity, &size) ||
		!money_notional(price, size, DECIMAL_CEIL, &found.value))
		return false;
	if (quantity_sign(quantity) >= 0)
		long_needs(price, marginable, &found);
	else if (!short_needs(size, price, marginable, &found))
		return false;
	*need = found;
	return true;
}

/* What one share of it is reckoned with. */
static bool price_of(const struct need_order *asked, struct price *price)
{
	const struct terms_order *order = asked->order;
	if (order->side == TERMS_SELL) {
		struct price ask;
		if (!price_times_bp(asked->ask, SHORT_ASK_BP, DECIMAL_CEIL, &ask))
			return false;
		*price = price_max(order->limit, ask);
		return true;
	}
	/* A stop is kept to the limit that it has once it is reached. */
	struct terms_order derived = *order;
	if (!order_rules_derive_stop(&derived))
		return false;
	*price = !price_is_zero(derived.limit)  ? derived.limit
		 : !price_is_zero(derived.stop) ? derived.stop
						: asked->ask;
	return true;
}

/* A buy for an amount of money costs what is left of that amount. */
static bool money_needs(
	const struct need_order *asked, struct price price, struct need *need)
{
	const struct terms_order *order = asked->order;
	if (!money_sub(order->notional, order->filled_value, &need->value))
		return false;
	need->value = money_max(need->value, (struct money){0});
	long_needs(price, asked->marginable, need);
	return true;
}

static bool shares_need(
	const struct need_order *asked, struct price price, struct need *need)
{
	const struct terms_order *order = asked->order;
	struct quantity left;
	return quantity_sub(order->quantity, order->filled, &left) &&
	       (order->side == TERMS_BUY || quantity_negate(left, &left)) &&
	       need_rules_position(left, price, asked->marginable, need);
}

/* One by notional is a buy, or closes: a part of a share is never sold short. */
static bool left_needs(
	const struct need_order *asked, struct price price, struct need *need)
{
	return asked->order->has_quantity ? shares_need(asked, price, need)
					  : money_needs(asked, price, need);
}

bool need_rules_order(const struct need_order *asked, struct need *need)
{
	const struct terms_order *order = asked->order;
	struct need found = {0};
	struct price price;
	if (!life_rules_is_open(order->status) || order->status == TERMS_HELD ||
		need_rules_closes(order, asked->position)) {
		*need = found;
		return true;
	}
	if (!price_of(asked, &price) || !left_needs(asked, price, &found) ||
		!money_add(found.value, asked->fees, &found.value) ||
		!money_add(found.initial, asked->fees, &found.initial))
		return false;
	*need = found;
	return true;
}

bool need_rules_usage(const struct need *need, int multiplier, struct money *usage)
{
	if (multiplier == 1 || !need->heavy) {
		*usage = need->value;
		return true;
	}
	return money_times_ratio(need->initial, multiplier, 1, DECIMAL_CEIL, usage);
}
