#include "trading/action_rules.h"

#include <assert.h>
#include <string.h>

#include "trading/tick_rules.h"

static const int64_t SHARE_E9 = 1000000000;
static const int64_t CENT_E6 = 10000;
enum { RATIO_MOST = 1000000 };

/* price * quantity, to the nearest cent. */
static bool pay(struct price price, struct quantity quantity, struct money *cash)
{
	int64_t cents;
	return decimal_mul_div(price.e6, quantity.e9, SHARE_E9 * CENT_E6,
		       DECIMAL_HALF_EVEN, &cents) &&
	       decimal_mul_div(cents, CENT_E6, 1, DECIMAL_FLOOR, &cash->e6);
}

/* Gives lots their new quantities. The cost of one that is left with nothing goes to the
 * next that is not, or to the last such before. The lots are of one sign, and all of them
 * together fit, before and after: so do some of them. */
static void resize(const struct corporate_event *event, struct lots *lots)
{
	struct quantity sum = {0}, until = {0}, next;
	struct money carried = {0};
	size_t kept = 0;
	for (size_t i = 0; i < lots->count; i++) {
		struct lot lot = lots->items[i];
		sum.e9 += lot.quantity.e9;
		bool fits = quantity_times_ratio(
			sum, event->after, event->before, DECIMAL_TRUNCATE, &next);
		assert(fits);
		lot.quantity.e9 = next.e9 - until.e9;
		lot.cost.e6 += carried.e6;
		until = next;
		carried = lot.cost;
		if (quantity_is_zero(lot.quantity))
			continue;
		carried = (struct money){0};
		lots->items[kept++] = lot;
	}
	lots->count = kept;
	assert(kept > 0);
	lots->items[kept - 1].cost.e6 += carried.e6;
}

/* The lots' shares came to less than can be held: they are closed for nothing. */
static enum lot_result lose_all(struct lots *lots, struct lot_closings *closings)
{
	closings->count = 0;
	closings->realized = (struct money){0};
	for (size_t i = 0; i < lots->count; i++) {
		const struct lot *lot = &lots->items[i];
		if (closings->count == closings->limit)
			return LOT_FULL;
		struct lot_closing *closing = &closings->items[closings->count++];
		*closing = (struct lot_closing){.index = i,
			.number = lot->number,
			.opened_us = lot->opened_us,
			.quantity = lot->quantity,
			.cost = lot->cost};
		if (!money_negate(lot->cost, &closing->realized) ||
			!money_add(closings->realized, closing->realized,
				&closings->realized))
			return LOT_TOO_LARGE;
	}
	lots->count = 0;
	return LOT_OK;
}

/* Closes this much of the position for the cash, both signed like the position. */
static enum lot_result give_up(const struct corporate_event *event,
	struct quantity quantity, struct money cash, struct lots *lots,
	struct lot_closings *closings)
{
	bool is_long = quantity_sign(quantity) > 0;
	struct lot_fill fill = {.side = is_long ? TERMS_SELL : TERMS_BUY,
		.quantity = quantity,
		.value = cash,
		.number = event->number,
		.time_us = event->time_us};
	closings->count = 0;
	closings->realized = (struct money){0};
	if (quantity_is_zero(quantity))
		return LOT_OK;
	if (!is_long && (!quantity_negate(quantity, &fill.quantity) ||
				!money_negate(cash, &fill.value)))
		return LOT_TOO_LARGE;
	return lot_rules_fill(lots, LOT_FIFO, &fill, closings);
}

/* What is paid for the broken share, counted from the exact one and not from its nine
 * decimals: price * (before * after / ratio - kept). */
static bool pay_broken(const struct corporate_event *event,
	const struct corporate_change *change, struct money *cash)
{
	int64_t all, kept, broken, unit, cents;
	return decimal_mul_div(change->before.e9, event->after, 1, DECIMAL_FLOOR, &all) &&
	       decimal_mul_div(
		       change->after.e9, event->before, 1, DECIMAL_FLOOR, &kept) &&
	       decimal_sub(all, kept, &broken) &&
	       decimal_mul_div(
		       event->before, SHARE_E9 * CENT_E6, 1, DECIMAL_FLOOR, &unit) &&
	       decimal_mul_div(
		       event->price.e6, broken, unit, DECIMAL_HALF_EVEN, &cents) &&
	       decimal_mul_div(cents, CENT_E6, 1, DECIMAL_FLOOR, &cash->e6);
}

static enum lot_result split(const struct corporate_event *event, struct lots *lots,
	struct lot_closings *closings, struct corporate_change *change)
{
	struct quantity all, broken;
	assert(event->after > 0 && event->after <= RATIO_MOST);
	assert(event->before > 0 && event->before <= RATIO_MOST);
	bool is_whole = change->before.e9 % SHARE_E9 == 0;
	if (!quantity_times_ratio(
		    change->before, event->after, event->before, DECIMAL_TRUNCATE, &all))
		return LOT_TOO_LARGE;
	change->after = all;
	if (quantity_is_zero(all))
		return lose_all(lots, closings);
	if (is_whole)
		change->after.e9 -= all.e9 % SHARE_E9;
	resize(event, lots);
	broken.e9 = all.e9 - change->after.e9;
	if (!quantity_is_zero(broken) && !pay_broken(event, change, &change->cash))
		return LOT_TOO_LARGE;
	return give_up(event, broken, change->cash, lots, closings);
}

enum lot_result action_rules_holding(const struct corporate_event *event,
	struct lots *lots, struct lot_closings *closings, struct corporate_change *change)
{
	struct money cost;
	*change = (struct corporate_change){0};
	closings->count = 0;
	closings->realized = (struct money){0};
	assert(price_sign(event->price) >= 0);
	if (!lot_rules_sum(lots, &change->before, &cost))
		return LOT_TOO_LARGE;
	change->after = change->before;
	switch (event->kind) {
	case CORPORATE_SPLIT:
	case CORPORATE_STOCK_DIVIDEND:
		return split(event, lots, closings, change);
	case CORPORATE_CASH_DIVIDEND:
		return pay(event->price, change->before, &change->cash) ? LOT_OK
									: LOT_TOO_LARGE;
	case CORPORATE_SYMBOL_CHANGE:
		return LOT_OK;
	case CORPORATE_DELISTING:
		break;
	}
	change->after = (struct quantity){0};
	if (!pay(event->price, change->before, &change->cash))
		return LOT_TOO_LARGE;
	return give_up(event, change->before, change->cash, lots, closings);
}

/* A price across a split, in ticks; none stays none. */
static bool divide(const struct corporate_event *event, int64_t multiplier,
	enum decimal_rounding rounding, struct price *price)
{
	return price_times_ratio(*price, event->before, event->after, rounding, price) &&
	       tick_rules_round(*price, multiplier, rounding, price);
}

static bool divide_prices(const struct corporate_event *event, int64_t multiplier,
	struct terms_order *order)
{
	bool buys = order->side == TERMS_BUY;
	enum decimal_rounding limit = buys ? DECIMAL_FLOOR : DECIMAL_CEIL;
	enum decimal_rounding stop = buys ? DECIMAL_CEIL : DECIMAL_FLOOR;
	return divide(event, multiplier, limit, &order->limit) &&
	       divide(event, multiplier, stop, &order->stop) &&
	       divide(event, multiplier, DECIMAL_CEIL, &order->trail_price) &&
	       price_times_ratio(order->high_water, event->before, event->after,
		       DECIMAL_HALF_EVEN, &order->high_water);
}

/* What was filled stays in the shares that it was filled in. */
static bool multiply_quantity(
	const struct corporate_event *event, struct terms_order *order)
{
	struct quantity left;
	if (!quantity_times_ratio(order->ahead, event->after, event->before,
		    DECIMAL_TRUNCATE, &order->ahead))
		return false;
	if (!order->has_quantity)
		return true;
	if (!quantity_sub(order->quantity, order->filled, &left))
		return false;
	bool is_whole = left.e9 % SHARE_E9 == 0;
	return quantity_times_ratio(
		       left, event->after, event->before, DECIMAL_TRUNCATE, &left) &&
	       quantity_round(
		       left, is_whole ? 0 : QUANTITY_SCALE, DECIMAL_TRUNCATE, &left) &&
	       quantity_add(order->filled, left, &order->quantity);
}

/* Has a price gone that the order had, or all that it was for? */
static bool is_void(const struct terms_order *before, const struct terms_order *after)
{
	return (price_sign(before->limit) > 0 && price_sign(after->limit) <= 0) ||
	       (price_sign(before->stop) > 0 && price_sign(after->stop) <= 0) ||
	       (after->has_quantity &&
		       quantity_compare(after->quantity, after->filled) <= 0);
}

static enum corporate_effect split_order(const struct corporate_event *event,
	int64_t multiplier, struct terms_order *order)
{
	struct terms_order made = *order;
	if (!divide_prices(event, multiplier, &made) || !multiply_quantity(event, &made))
		return CORPORATE_TOO_LARGE;
	if (is_void(order, &made))
		return CORPORATE_CANCELS;
	*order = made;
	return CORPORATE_CHANGED;
}

static bool is_reduced(const struct terms_order *order)
{
	if (order->tif != TERMS_GTC)
		return false;
	switch (order->type) {
	case TERMS_MARKET:
		return false;
	case TERMS_LIMIT:
		return order->side == TERMS_BUY;
	case TERMS_STOP:
	case TERMS_STOP_LIMIT:
	case TERMS_TRAILING_STOP:
		break;
	}
	return order->side == TERMS_SELL;
}

/* None stays none; one that falls to zero or below ends there. */
static bool reduce(struct price by, int64_t multiplier, struct price *price)
{
	if (price_is_zero(*price))
		return true;
	return price_sub(*price, by, price) &&
	       tick_rules_round(*price, multiplier, DECIMAL_FLOOR, price);
}

static enum corporate_effect reduce_order(const struct corporate_event *event,
	int64_t multiplier, struct terms_order *order)
{
	struct terms_order made = *order;
	if (event->price.e6 < CENT_E6 || !is_reduced(order))
		return CORPORATE_KEPT;
	if (!reduce(event->price, multiplier, &made.limit) ||
		!reduce(event->price, multiplier, &made.stop) ||
		!reduce(event->price, multiplier, &made.high_water))
		return CORPORATE_TOO_LARGE;
	if (is_void(order, &made) ||
		(price_sign(order->high_water) > 0 && price_sign(made.high_water) <= 0))
		return CORPORATE_CANCELS;
	*order = made;
	return CORPORATE_CHANGED;
}

enum corporate_effect action_rules_order(const struct corporate_event *event,
	int64_t multiplier, bool do_not_reduce, struct terms_order *order)
{
	switch (event->kind) {
	case CORPORATE_SPLIT:
	case CORPORATE_STOCK_DIVIDEND:
		return split_order(event, multiplier, order);
	case CORPORATE_CASH_DIVIDEND:
		return do_not_reduce ? CORPORATE_KEPT
				     : reduce_order(event, multiplier, order);
	case CORPORATE_SYMBOL_CHANGE:
		memcpy(order->symbol, event->new_symbol, sizeof(order->symbol));
		return CORPORATE_CHANGED;
	case CORPORATE_DELISTING:
		break;
	}
	return CORPORATE_CANCELS;
}
