/*
 * Corporate actions of the simulated exchange: splits and cash dividends.
 */
#ifndef MARKET_SIM_ACTIONS_H
#define MARKET_SIM_ACTIONS_H

#include <stdint.h>

#include "market/action.h"

struct arena;

/* Those of a query that have been declared by a day, oldest first, those of a day by
 * symbol. -1 when there is no memory. */
int sim_actions(struct arena *arena, const struct action_query *query, int32_t today,
	struct actions *actions) __attribute__((warn_unused_result));

#endif
