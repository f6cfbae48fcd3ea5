/*
 * Quotes: bid and ask around the last trade, at every whole second; and the trades.
 */
#ifndef MARKET_SIM_QUOTE_H
#define MARKET_SIM_QUOTE_H

#include <stdbool.h>
#include <stdint.h>

#include "market/provider.h"
#include "market/sim/sim_segment.h"

/* What stands at an instant: as of the whole second before, and when there is no
 * trading as of its end. An index has the same bid and ask, and no sizes. */
struct sim_quote {
	struct sim_segment segment;
	struct sim_node minute; /* so far */
	int64_t minute_us;
	int64_t until_us; /* what was traded before this is known */
	struct quote quote;
	struct trade trade;
};

/* False before the calendar begins. */
bool sim_quote(const struct sim_share *share, int64_t time_us, struct sim_quote *found);

/* Quotes and trades of a query as they are known at an instant. -1 when there is no
 * memory. */
int sim_quote_list(struct arena *arena, const struct sim_share *share,
	const struct tick_query *query, int64_t now_us, struct quotes *quotes)
	__attribute__((warn_unused_result));
int sim_quote_trades(struct arena *arena, const struct sim_share *share,
	const struct tick_query *query, int64_t now_us, struct trades *trades)
	__attribute__((warn_unused_result));

#endif
