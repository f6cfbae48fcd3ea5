/*
 * What a stored series lacks: sessions between its first and its last bar in which there
 * is no bar at all.
 */
#ifndef MARKET_COVERAGE_H
#define MARKET_COVERAGE_H

#include "market/store.h"

struct calendar;

enum { COVERAGE_GAPS = 500 };

/* Sessions that follow one another and have no bar. */
struct coverage_gap {
	int32_t first_day;
	int32_t last_day;
	int32_t sessions;
};

struct coverage {
	int32_t sessions; /* from the first bar to the last, as far as the calendar
			     reaches */
	int32_t covered;  /* of these, with a bar */
	struct coverage_gap gaps[COVERAGE_GAPS]; /* oldest first */
	size_t count;
	bool more; /* than fit */
};

/* Can it be told? Not of bars that are longer than a day. */
bool coverage_applies(struct timeframe timeframe);

/* Looks for the gaps of a series of `source`. -1 when the database or memory fails. */
int coverage_read(struct transaction *transaction, const struct calendar *calendar,
	enum source source, const struct store_series *series, struct coverage *coverage)
	__attribute__((warn_unused_result));

#endif
