#include "market/sim/sim_path.h"

#include <stdbool.h>

#include "market/sim/sim_math.h"
#include "market/sim/sim_world.h"

enum {
	BLOCK = 16,     /* sessions that are worked out and kept together */
	BLOCKS = 128,   /* that are kept: some 40 KB */
	SMOOTHED = 32,  /* sessions over which variance is averaged */
	ORIGIN = 16384, /* so that no number is below 0 */
};

enum purpose { KNOT, SHARE, MIDDLE, MIDDLE_TOO };

/* A knot's distance from the level, in standard moves of a session. */
static const double KNOT_SPREAD = 20;

/* Sessions [first, first + length): the values at both ends, and the variance. */
struct stretch {
	uint64_t key;
	int32_t first;
	int32_t length;
	double before;
	double close;
	double variance;
};

/* Long stretches bend less than a free walk would, so that prices stay plausible for
 * decades; and their variance is divided more evenly. */
static double bend(int32_t length)
{
	if (length <= 256)
		return 1;
	return length <= 512 ? 0.75 : length <= 1024 ? 0.55 : 0.4;
}

static double unevenness(int32_t length)
{
	if (length > 256)
		return 0.15;
	return length >= 8 ? 0.33 : 0.22;
}

static uint64_t bits_of(const struct stretch *stretch, enum purpose purpose)
{
	uint64_t node = (uint64_t)stretch->first * 4096 + (uint64_t)stretch->length;
	return sim_math_bits(stretch->key, node, purpose);
}

static double normal_of(const struct stretch *stretch)
{
	double sum = sim_math_normal(bits_of(stretch, MIDDLE)) +
		     sim_math_normal(bits_of(stretch, MIDDLE_TOO));
	return sum * 0.7071067811865476;
}

/* The part of the variance that goes to the left half, about a half: when the market is
 * restless, so is most of what is traded. */
static double part_of(const struct stretch *whole)
{
	double off = 2 * sim_math_unit(bits_of(whole, SHARE)) - 1;
	uint64_t market_key = sim_world()->market_key;
	if (whole->key != market_key) {
		struct stretch market = *whole;
		market.key = market_key;
		double restless = 2 * sim_math_unit(bits_of(&market, SHARE)) - 1;
		off = 0.75 * restless + 0.5 * off;
	}
	return 0.5 + unevenness(whole->length) * off;
}

static void halve(
	const struct stretch *whole, struct stretch *left, struct stretch *right)
{
	double part = part_of(whole);
	double width = sim_math_sqrt(whole->variance * part * (1 - part));
	double middle = whole->before + part * (whole->close - whole->before) +
			width * bend(whole->length) * normal_of(whole);
	*left = *right = *whole;
	left->length = right->length = whole->length / 2;
	right->first += right->length;
	left->close = right->before = middle;
	left->variance = whole->variance * part;
	right->variance = whole->variance - left->variance;
}

static double knot(uint64_t key, int32_t first)
{
	struct stretch at = {.key = key, .first = first};
	double sum = sim_math_normal(bits_of(&at, KNOT)) +
		     sim_math_normal(bits_of(&at, MIDDLE_TOO));
	return KNOT_SPREAD * 0.7071067811865476 * sum;
}

/* The stretch of that length, a power of two, in which a session lies. */
static struct stretch descend(uint64_t key, int32_t number, int32_t length)
{
	int32_t first = number / SIM_PATH_KNOT * SIM_PATH_KNOT;
	struct stretch at = {.key = key,
		.first = first,
		.length = SIM_PATH_KNOT,
		.before = knot(key, first),
		.close = knot(key, first + SIM_PATH_KNOT),
		.variance = SIM_PATH_KNOT};
	while (at.length > length) {
		struct stretch left, right;
		halve(&at, &left, &right);
		at = number < right.first ? left : right;
	}
	return at;
}

struct block {
	uint64_t key;
	int32_t first;
	bool is_known;
	double before;
	double close[BLOCK];
	double variance[BLOCK];
};

static void work_out(struct block *block, uint64_t key, int32_t first)
{
	struct stretch level[BLOCK];
	level[0] = descend(key, first, BLOCK);
	for (int count = 1; count < BLOCK; count *= 2) {
		for (int i = count - 1; i >= 0; i--) {
			struct stretch whole = level[i];
			halve(&whole, &level[2 * i], &level[2 * i + 1]);
		}
	}
	*block = (struct block){.key = key, .first = first, .is_known = true};
	block->before = level[0].before;
	for (int i = 0; i < BLOCK; i++) {
		block->close[i] = level[i].close;
		block->variance[i] = level[i].variance;
	}
}

/* What was worked out is kept for a while: nothing but speed depends on it. */
static const struct block *find_block(uint64_t key, int32_t first)
{
	static struct block blocks[BLOCKS];
	uint64_t bits = sim_math_bits(key, (uint64_t)first, KNOT);
	struct block *block = &blocks[bits % BLOCKS];
	if (!block->is_known || block->key != key || block->first != first)
		work_out(block, key, first);
	return block;
}

struct sim_path_session sim_path_session(uint64_t key, int32_t number)
{
	number += ORIGIN;
	int32_t at = number % BLOCK;
	const struct block *block = find_block(key, number - at);
	return (struct sim_path_session){
		.before = at == 0 ? block->before : block->close[at - 1],
		.close = block->close[at],
		.variance = block->variance[at],
	};
}

double sim_path_variance(uint64_t key, int32_t number)
{
	number += ORIGIN - SMOOTHED / 2;
	int32_t at = number % SMOOTHED;
	double early = descend(key, number, SMOOTHED).variance;
	double late = descend(key, number + SMOOTHED, SMOOTHED).variance;
	return (early * (SMOOTHED - at) + late * at) / (SMOOTHED * SMOOTHED);
}
