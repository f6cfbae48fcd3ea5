#include "trading/depth_rules.h"

#include <assert.h>

#include "trading/tick_rules.h"

static const int64_t IMPACT_MOST_E6 = 100000;
static const int64_t IMPACT_SQUARED_E12 = 100000000; /* of 10000 millionths */
static const int64_t MILLION = 1000000;

enum {
	GROWTH_PERCENT = 25,
	CHANCE_LEAST_PERCENT = 50,
	CHANCE_RANGE_PERCENT = 101,
	SPREAD_PART = 4
};

uint64_t depth_rules_mix(uint64_t a, uint64_t b)
{
	uint64_t z = a + b * UINT64_C(0x9e3779b97f4a7c15);
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

bool depth_rules_step(
	struct price bid, struct price ask, int64_t multiplier, struct price *step)
{
	struct price spread = {0}, part;
	struct price tick = tick_rules_size(price_max(bid, ask), multiplier);
	if (price_sign(bid) > 0 && price_sign(ask) > 0 && !price_sub(ask, bid, &spread))
		return false;
	if (!decimal_mul_div(spread.e6, 1, SPREAD_PART * tick.e6, DECIMAL_CEIL, &part.e6))
		return false;
	if (part.e6 < 1)
		part.e6 = 1;
	return decimal_mul_div(part.e6, tick.e6, 1, DECIMAL_FLOOR, &step->e6);
}

bool depth_rules_shares(const struct depth *depth, int level, int64_t *shares)
{
	int64_t grown, found;
	if (level == 0) {
		*shares = depth->displayed;
		return true;
	}
	uint64_t chance = depth_rules_mix(depth->key, (uint64_t)level);
	int64_t percent = CHANCE_LEAST_PERCENT + (int64_t)(chance % CHANCE_RANGE_PERCENT);
	if (!decimal_mul_div(depth->displayed, 100 + GROWTH_PERCENT * level, 100,
		    DECIMAL_FLOOR, &grown) ||
		!decimal_mul_div(grown, percent, 100, DECIMAL_FLOOR, &found))
		return false;
	*shares = found > 0 ? found : 1;
	return true;
}

/* The largest whole number whose square is at most this. */
static int64_t root(int64_t square)
{
	int64_t found = 0;
	for (int64_t bit = INT64_C(1) << 31; bit > 0; bit >>= 1) {
		int64_t next = found + bit;
		if (next <= square / next)
			found = next;
	}
	return found;
}

static int64_t impact_e6(const struct depth *depth, int64_t taken)
{
	int64_t square;
	if (depth->day_volume <= 0 || taken <= 0)
		return 0;
	if (!decimal_mul_div(
		    taken, IMPACT_SQUARED_E12, depth->day_volume, DECIMAL_FLOOR, &square))
		return IMPACT_MOST_E6;
	int64_t impact = root(square);
	return impact < IMPACT_MOST_E6 ? impact : IMPACT_MOST_E6;
}

static bool move(
	const struct depth *depth, int level, int64_t moved_e6, struct price *price)
{
	struct price steps, shift;
	if (!decimal_mul_div(depth->step.e6, level, 1, DECIMAL_FLOOR, &steps.e6) ||
		!price_times_ratio(
			depth->base, moved_e6, MILLION, DECIMAL_CEIL, &shift) ||
		!price_add(steps, shift, &shift))
		return false;
	return depth->side == TERMS_BUY ? price_add(depth->base, shift, price)
					: price_sub(depth->base, shift, price);
}

bool depth_rules_level(
	const struct depth *depth, int level, int64_t taken, struct depth_level *found)
{
	struct depth_level made = {.price = depth->base};
	assert(level >= 0 && level < DEPTH_LEVELS);
	if (level > 0) {
		made.impact_e6 = impact_e6(depth, taken);
		if (!move(depth, level, made.impact_e6, &made.price))
			return false;
	}
	if (!tick_rules_against(
		    depth->side, made.price, depth->multiplier, &made.price) ||
		price_sign(made.price) <= 0 ||
		!depth_rules_shares(depth, level, &made.shares))
		return false;
	*found = made;
	return true;
}
