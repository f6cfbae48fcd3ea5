/*
 * Reads stored bars, of the length that is asked or joined from shorter ones.
 */
#ifndef MARKET_STORE_READ_H
#define MARKET_STORE_READ_H

#include "market/bar.h"
#include "market/source.h"

struct arena;
struct transaction;

/* Bars that begin within [from_us, until_us), in order of time, the newest first if
 * `descending`; at most `limit`. Of what is later than now_us nothing is told, and of
 * the bar that is on then no more than had come about. */
struct store_query {
	enum source source;
	const char *symbol;
	struct timeframe timeframe;
	int64_t from_us;
	int64_t until_us;
	int64_t now_us; /* INT64_MAX: all of it is past */
	size_t limit;
	bool descending;
};

struct store_answer {
	struct bars bars;
	bool known;              /* there are bars of the symbol, if not in this range */
	bool found;              /* there are some that these can be made of: */
	struct timeframe stored; /* of this length */
};

/* The bars live in `arena`. They are the stored ones of that very length or, where
 * there are none within the range, joined from the longest that divide it. -1, logged,
 * when the database fails, holds what is no bars, or memory ends. */
int store_read(struct transaction *transaction, const struct calendar *calendar,
	struct arena *arena, const struct store_query *query, struct store_answer *answer)
	__attribute__((warn_unused_result));

#endif
