/*
 * What a replay shows of a symbol on a day: the day's bars, some of which are still to
 * come, and the two days before.
 */
#ifndef MARKET_PROVIDERS_REPLAY_TAPE_H
#define MARKET_PROVIDERS_REPLAY_TAPE_H

#include "market/provider.h"

enum { REPLAY_TAPE_PAST = 2 };

struct replay_tape {
	char symbol[24];
	int32_t day;
	int64_t changed_us; /* when the store was last written, as it was read */
	struct timeframe timeframe;
	struct bar *bars; /* from malloc; of the day, oldest first */
	size_t count;
	struct bar past[REPLAY_TAPE_PAST]; /* days, newest first */
	size_t past_count;
};

/* Reads the tape of tape->symbol for the day of the call's clock. False when the
 * database fails. */
bool replay_tape_read(struct replay_tape *tape, const struct provider_call *call,
	int64_t changed_us) __attribute__((warn_unused_result));

/* What there is to see at the call's clock; false when there is nothing yet. */
bool replay_tape_show(const struct replay_tape *tape, const struct provider_call *call,
	struct snapshot *snapshot);

#endif
