/*
 * How far apart bars begin, and so how long they are.
 */
#ifndef MARKET_IMPORT_SPACING_H
#define MARKET_IMPORT_SPACING_H

#include <stdbool.h>
#include <stdint.h>

#include "market/timeframe.h"

enum { IMPORT_SPACING_MINUTES = 24 * 60 };

struct import_spacing {
	int64_t minutes[IMPORT_SPACING_MINUTES]; /* so many minutes apart, below a day */
	int64_t days;                            /* a day, a weekend, a long weekend */
	int64_t weeks;
	int64_t months;
	int64_t quarters;
	int64_t years;
	int64_t others;
	int64_t all;
};

/* Counts two bars of a symbol that follow one another. */
void import_spacing_add(struct import_spacing *spacing, int64_t apart_us);

/* The shortest spacing that more than one in twenty have, which gaps and a stray line
 * do not make: false when that is none that bars come in. */
bool import_spacing_timeframe(
	const struct import_spacing *spacing, struct timeframe *timeframe);

#endif
