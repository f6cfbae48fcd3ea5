/*
 * Adjusting prices of the past to what shares are today: for splits, for dividends,
 * for both.
 */
#ifndef MARKET_SIM_ADJUST_H
#define MARKET_SIM_ADJUST_H

#include <stddef.h>
#include <stdint.h>

#include "market/provider.h"
#include "market/sim/sim_node.h"
#include "market/sim/sim_world.h"

/* What sessions before `number` are multiplied with: shares by new / old, prices by
 * its inverse and by dividends_e12. */
struct sim_adjust_step {
	int32_t number;
	int64_t new_shares;
	int64_t old_shares;
	int64_t dividends_e12;
};

struct sim_adjust {
	struct sim_adjust_step *steps; /* newest first */
	size_t count;
};

/* The adjustment that holds from session `first` on, for actions up to `last`. -1 when
 * there is no memory. */
int sim_adjust(struct arena *arena, const struct sim_share *share,
	enum bar_adjustment kind, int32_t first, int32_t last, struct sim_adjust *adjust)
	__attribute__((warn_unused_result));

/* Adjusts what was traded in a session; each figure is rounded once, half to even. */
void sim_adjust_node(
	const struct sim_adjust *adjust, int32_t number, struct sim_node *node);

/* Adjusts it for the splits after that session, up to another. */
void sim_adjust_splits(const struct sim_share *share, int32_t number, int32_t last,
	struct sim_node *node);

#endif
