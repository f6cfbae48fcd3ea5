/*
 * The depth behind a quote. What is displayed is real; what stands behind it is made
 * by rule: levels a tick or a quarter of the spread apart, each larger than the one
 * before, with chance that follows from a key, so that the same order meets the same
 * depth wherever and whenever it is worked out. Behind what is displayed an order moves
 * the price by what it has taken: one hundredth at a whole day's volume, with the square
 * root.
 */
#ifndef TRADING_DEPTH_RULES_H
#define TRADING_DEPTH_RULES_H

#include "trading/terms_rules.h"

enum { DEPTH_LEVELS = 16 };

/* The side of the book that an order takes from, or rests in. */
struct depth {
	enum terms_side side; /* of who takes: a buyer's levels rise */
	struct price base;    /* of level 0, on a tick */
	struct price step;
	int64_t displayed;  /* shares at level 0 */
	int64_t day_volume; /* 0: unknown, nothing moves */
	int64_t multiplier; /* as tick_rules.h */
	uint64_t key;
};

struct depth_level {
	struct price price;
	int64_t shares;
	int64_t impact_e6; /* how far it was moved, in millionths of the base */
};

/* Two numbers made into one that looks like chance. */
uint64_t depth_rules_mix(uint64_t a, uint64_t b);

/* The distance between levels: the larger of a tick and a quarter of the spread, up to
 * the next tick. With a side missing (0) a tick. False when it does not fit. */
DECIMAL_CHECKED bool depth_rules_step(
	struct price bid, struct price ask, int64_t multiplier, struct price *step);

/* Shares at a level: displayed at level 0; behind it a quarter more with each level,
 * times between a half and one and a half; at least 1. False when they do not fit. */
DECIMAL_CHECKED bool depth_rules_shares(
	const struct depth *depth, int level, int64_t *shares);

/* The level (0 to DEPTH_LEVELS - 1) as it stands for who has taken `taken` shares so
 * far. Prices are on ticks, rounded against the taker. False: there is no such level,
 * for its price would not be above zero or does not fit. */
DECIMAL_CHECKED bool depth_rules_level(
	const struct depth *depth, int level, int64_t taken, struct depth_level *found);

#endif
