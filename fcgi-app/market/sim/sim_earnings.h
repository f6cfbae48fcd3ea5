/*
 * Earnings reports: each company reports once a quarter, after the close, on its own
 * day of the usual weeks; its price jumps by the next open, and half forgets it within
 * half a quarter.
 */
#ifndef MARKET_SIM_EARNINGS_H
#define MARKET_SIM_EARNINGS_H

#include <stddef.h>
#include <stdint.h>

#include "market/sim/sim_world.h"

struct sim_earnings_report {
	int32_t day;
	int64_t time_us; /* the close on that day */
	int32_t year;    /* of the quarter that it reports */
	int32_t quarter; /* 1 to 4 */
	double surprise; /* in standard ones; below 0 when it disappoints */
	double move;     /* of the logarithm of the price, by the next open */
};

/* The reports of a symbol on days within [from_day, until_day], oldest first, at most
 * `limit`; returns how many. None for what is not listed or reports nothing. */
size_t sim_earnings(const char *symbol, int32_t from_day, int32_t until_day,
	struct sim_earnings_report *reports, size_t limit);

/* What reports have added to the logarithm of the price at the close of a session. */
double sim_earnings_level(const struct sim_share *share, int32_t number);

/* The move with which a session opens after a report; 0 when there was none. */
double sim_earnings_move(const struct sim_share *share, int32_t number);

#endif
