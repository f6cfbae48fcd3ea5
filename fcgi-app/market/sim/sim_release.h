/*
 * When the simulated statisticians publish: the period of each figure, and the instant
 * from which it may be known. The dates follow the habits of the real offices.
 */
#ifndef MARKET_SIM_SIM_RELEASE_H
#define MARKET_SIM_SIM_RELEASE_H

#include <stdint.h>

#include "market/macro.h"

struct calendar;

/* The day that names the period which holds a day: the first of a month or quarter,
 * the Saturday that ends a week, the day itself. */
int32_t sim_release_period(enum macro_series series, int32_t day);

/* The period before, by its day. */
int32_t sim_release_before(enum macro_series series, int32_t period);

/* When a period's figure is published; 0 when that period has none: days on
 * which markets rest. */
int64_t sim_release_us(
	const struct calendar *calendar, enum macro_series series, int32_t period);

#endif
