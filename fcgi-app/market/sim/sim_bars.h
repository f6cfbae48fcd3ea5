/*
 * Bars of every length, out of the same minutes: bars under a day hold what was traded
 * before the open and after the close too; those of a day and longer do not.
 */
#ifndef MARKET_SIM_BARS_H
#define MARKET_SIM_BARS_H

#include <stdbool.h>

#include "market/provider.h"
#include "market/sim/sim_segment.h"

/* The bars of a query as they are at an instant: what comes later is not in them. -1
 * when there is no memory. */
int sim_bars(struct arena *arena, const struct sim_share *share,
	const struct bar_query *query, int64_t now_us, struct bars *bars)
	__attribute__((warn_unused_result));

/* What was traded, as a bar. Its vwap is the average of open, high, low and close; an
 * index has none, and no volume. */
struct bar sim_bars_bar(
	const struct sim_share *share, const struct sim_node *node, int64_t time_us);

#endif
