/*
 * Bars: what a stretch of time was traded at.
 * Shared with: trading: fills and simulations read bars.
 */
#ifndef MARKET_BAR_H
#define MARKET_BAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "market/calendar.h"
#include "market/timeframe.h"
#include "money/price.h"

struct arena;
struct text;

struct bar {
	int64_t time_us; /* its first instant */
	struct price open;
	struct price high;
	struct price low;
	struct price close;
	struct price vwap; /* 0: unknown */
	int64_t volume;    /* shares */
	int64_t trades;    /* 0: unknown */
};

struct bars {
	struct bar *items; /* oldest first, unless asked otherwise */
	size_t count;
};

/* Do its prices fit one another: 0 < low <= open, close, vwap <= high, nothing
 * negative? */
bool bar_is_sound(const struct bar *bar);

/* Takes the bar that follows into the one before. False, with the bar as it was, when
 * a sum overflows. What one of them does not know of its trades, the two do not. */
bool bar_join(struct bar *bar, const struct bar *next)
	__attribute__((warn_unused_result));

/* The average price of bars, weighted by volume and rounded once, half to even; 0 when
 * one of them does not know its own, or nothing was traded. */
struct price bar_average(const struct bar *bars, size_t count);

#endif
