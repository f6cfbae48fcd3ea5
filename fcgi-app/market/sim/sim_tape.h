/*
 * The tape of one minute: its trades, one by one, which add up to the minute's bar.
 * The first is at the minute's first instant.
 */
#ifndef MARKET_SIM_TAPE_H
#define MARKET_SIM_TAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "market/sim/sim_segment.h"

/* A trade; prices in 10^-4. Ids grow with time. */
struct sim_tape_trade {
	int64_t time_us;
	int64_t price;
	int64_t size;
	int64_t id;
};

struct sim_tape {
	const struct sim_segment *segment;
	struct sim_node minute;
	int64_t from_us;
	uint64_t key;
};

struct sim_tape sim_tape(
	const struct sim_segment *segment, const struct sim_node *minute);

/* The trades before an instant, as one; its `trades` is 0 when there were none. */
struct sim_node sim_tape_before(const struct sim_tape *tape, int64_t until_us);

/* The trades within [from_us, until_us), oldest first, or newest first if
 * `descending`, at most `limit`; returns how many. */
size_t sim_tape_trades(const struct sim_tape *tape, int64_t from_us, int64_t until_us,
	bool descending, struct sim_tape_trade *trades, size_t limit);

/* The same of a whole segment. */
struct sim_node sim_tape_segment_before(
	const struct sim_segment *segment, int64_t until_us);

/* Takes a node that follows into a sum, which has no trades at first. */
void sim_tape_join(struct sim_node *sum, const struct sim_node *next);

#endif
