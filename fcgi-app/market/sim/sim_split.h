/*
 * Splits: a stock that has become dear is split, one that has become cheap is split in
 * reverse, at most once a year, on a session of the year's own. What the market pays
 * for a share is the level times the factor of the splits between then and the anchor.
 */
#ifndef MARKET_SIM_SPLIT_H
#define MARKET_SIM_SPLIT_H

#include <stddef.h>
#include <stdint.h>

#include "market/sim/sim_world.h"

enum { SIM_SPLIT_LIMIT = 16 };

struct sim_split {
	int32_t number; /* the first session at the new price */
	int16_t new_shares;
	int16_t old_shares;
};

/* All of a share's, oldest first, at most SIM_SPLIT_LIMIT. */
const struct sim_split *sim_split(const struct sim_share *share, size_t *count);

/* Shares at the anchor for one in a session: 1 at the anchor. */
double sim_split_factor(const struct sim_share *share, int32_t number);

/* The close of a session, as it was paid, in 10^-4. */
int64_t sim_split_close(const struct sim_share *share, int32_t number);

#endif
