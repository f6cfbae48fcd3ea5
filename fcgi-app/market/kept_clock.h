/*
 * The clock of a replay as the database keeps it, for shared memory does not outlive the
 * machine: a replay goes on where it would be by now.
 */
#ifndef MARKET_KEPT_CLOCK_H
#define MARKET_KEPT_CLOCK_H

#include "market/board.h"

struct arena;
struct connection;
struct transaction;

/* That of the replay of this origin. `found`: there is one. -1 when the database fails.
 */
int kept_clock_find(struct transaction *reading, uint64_t origin,
	struct board_clock *clock, bool *found) __attribute__((warn_unused_result));

/* Keeps it, unless one of this origin is kept already. -1 when the database fails. */
int kept_clock_put(struct connection *database, struct arena *arena,
	const struct board_clock *clock) __attribute__((warn_unused_result));

#endif
