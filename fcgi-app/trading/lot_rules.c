#include "trading/lot_rules.h"

#include <assert.h>

/* Holds the product of a cost and a quantity. */
__extension__ typedef __int128 wide;

static const int64_t SHARE_E9 = 1000000000;

static bool closes(struct quantity position, enum terms_side side)
{
	return side == TERMS_SELL ? quantity_sign(position) > 0
				  : quantity_sign(position) < 0;
}

/* Signed as the position that it would make. */
static struct quantity signed_quantity(const struct lot_fill *fill)
{
	int64_t e9 = fill->quantity.e9;
	return (struct quantity){fill->side == TERMS_BUY ? e9 : -e9};
}

static struct money signed_cost(const struct lot_fill *fill)
{
	int64_t e6 = fill->value.e6;
	return (struct money){fill->side == TERMS_BUY ? e6 : -e6};
}

bool lot_rules_sum(const struct lots *lots, struct quantity *quantity, struct money *cost)
{
	struct quantity sum = {0};
	struct money sum_cost = {0};
	for (size_t i = 0; i < lots->count; i++) {
		if (!quantity_add(sum, lots->items[i].quantity, &sum) ||
			!money_add(sum_cost, lots->items[i].cost, &sum_cost))
			return false;
	}
	*quantity = sum;
	*cost = sum_cost;
	return true;
}

bool lot_rules_average(struct quantity quantity, struct money cost, int64_t multiplier,
	struct price *average)
{
	int64_t shares_e9;
	assert(multiplier > 0);
	if (quantity_is_zero(quantity)) {
		*average = (struct price){0};
		return true;
	}
	return decimal_mul_div(quantity.e9, multiplier, 1, DECIMAL_FLOOR, &shares_e9) &&
	       decimal_mul_div(
		       cost.e6, SHARE_E9, shares_e9, DECIMAL_HALF_EVEN, &average->e6);
}

/* Below zero when a closes before b, by LIFO or by price. All lots are of one sign. */
static int compare(enum lot_method method, const struct lots *lots, size_t a, size_t b)
{
	const struct lot *one = &lots->items[a], *other = &lots->items[b];
	int by_age = (a > b) - (a < b);
	if (method == LOT_LIFO)
		return -by_age;
	wide left = (wide)one->cost.e6 * other->quantity.e9;
	wide right = (wide)other->cost.e6 * one->quantity.e9;
	int by_price = (left > right) - (left < right);
	if (by_price == 0)
		return by_age;
	return quantity_sign(one->quantity) > 0 ? -by_price : by_price;
}

/* The first lot to close after `last` (count: none yet); count when there is none. */
static size_t next_lot(enum lot_method method, const struct lots *lots, size_t last)
{
	size_t found = lots->count;
	if (method == LOT_FIFO)
		return last == lots->count ? 0 : last + 1;
	for (size_t i = 0; i < lots->count; i++) {
		if (last < lots->count && compare(method, lots, i, last) <= 0)
			continue;
		if (found == lots->count || compare(method, lots, i, found) < 0)
			found = i;
	}
	return found;
}

/* The part of the lot's cost that its quantity's part has. */
static bool part_of(const struct lot *lot, struct quantity part, struct money *cost)
{
	return money_times_ratio(
		lot->cost, part.e9, lot->quantity.e9, DECIMAL_HALF_EVEN, cost);
}

/* Of the fill's value, what the first `done` of its quantity have. */
static bool value_until(
	const struct lot_fill *fill, struct quantity done, struct money *value)
{
	return money_times_ratio(
		fill->value, done.e9, fill->quantity.e9, DECIMAL_FLOOR, value);
}

static bool price_closing(const struct lot_fill *fill, const struct lot *lot,
	struct quantity before, struct quantity after, struct lot_closing *closing)
{
	struct money value, valued;
	if (!part_of(lot, closing->quantity, &closing->cost) ||
		!value_until(fill, before, &valued) ||
		!value_until(fill, after, &value) || !money_sub(value, valued, &value))
		return false;
	closing->cash.e6 = fill->side == TERMS_SELL ? value.e6 : -value.e6;
	return money_sub(closing->cash, closing->cost, &closing->realized);
}

/* Says what would be closed; the lots stay. They hold enough. */
static enum lot_result choose(const struct lots *lots, enum lot_method method,
	const struct lot_fill *fill, struct lot_closings *closings)
{
	struct quantity done = {0};
	size_t index = lots->count;
	while (done.e9 < fill->quantity.e9) {
		index = next_lot(method, lots, index);
		assert(index < lots->count);
		if (closings->count == closings->limit)
			return LOT_FULL;
		const struct lot *lot = &lots->items[index];
		int64_t size =
			lot->quantity.e9 < 0 ? -lot->quantity.e9 : lot->quantity.e9;
		int64_t left = fill->quantity.e9 - done.e9;
		int64_t part = size < left ? size : left;
		struct quantity after = {done.e9 + part};
		struct lot_closing *closing = &closings->items[closings->count];
		*closing = (struct lot_closing){.index = index,
			.number = lot->number,
			.opened_us = lot->opened_us,
			.quantity.e9 = lot->quantity.e9 < 0 ? -part : part};
		if (!price_closing(fill, lot, done, after, closing) ||
			!money_add(closings->realized, closing->realized,
				&closings->realized))
			return LOT_TOO_LARGE;
		closings->count++;
		done = after;
	}
	return LOT_OK;
}

/* Takes the closings off the lots and lets empty ones go; nothing here can fail. */
static void apply(struct lots *lots, const struct lot_closings *closings)
{
	size_t kept = 0;
	for (size_t i = 0; i < closings->count; i++) {
		const struct lot_closing *closing = &closings->items[i];
		struct lot *lot = &lots->items[closing->index];
		lot->quantity.e9 -= closing->quantity.e9;
		lot->cost.e6 -= closing->cost.e6;
	}
	for (size_t i = 0; i < lots->count; i++) {
		if (!quantity_is_zero(lots->items[i].quantity))
			lots->items[kept++] = lots->items[i];
	}
	lots->count = kept;
}

static enum lot_result open_lot(struct lots *lots, const struct lot_fill *fill,
	struct quantity held, struct money cost)
{
	struct lot lot = {
		fill->number, fill->time_us, signed_quantity(fill), signed_cost(fill)};
	if (!quantity_add(held, lot.quantity, &held) || !money_add(cost, lot.cost, &cost))
		return LOT_TOO_LARGE;
	if (lots->count == lots->limit)
		return LOT_FULL;
	lots->items[lots->count++] = lot;
	return LOT_OK;
}

enum lot_result lot_rules_fill(struct lots *lots, enum lot_method method,
	const struct lot_fill *fill, struct lot_closings *closings)
{
	struct quantity held, left;
	struct money cost;
	assert(quantity_sign(fill->quantity) > 0 && money_sign(fill->value) >= 0);
	closings->count = 0;
	closings->realized = (struct money){0};
	if (!lot_rules_sum(lots, &held, &cost) || held.e9 == INT64_MIN)
		return LOT_TOO_LARGE;
	if (!closes(held, fill->side))
		return open_lot(lots, fill, held, cost);
	if (!quantity_add(held, signed_quantity(fill), &left))
		return LOT_TOO_LARGE;
	if (quantity_sign(left) == -quantity_sign(held))
		return LOT_CROSSES;
	enum lot_result result = choose(lots, method, fill, closings);
	if (result == LOT_OK)
		apply(lots, closings);
	return result;
}
