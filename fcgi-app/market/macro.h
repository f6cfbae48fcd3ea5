/*
 * Figures of the whole economy. Values have 6 decimal places, in the unit that
 * the series names.
 */
#ifndef MARKET_MACRO_H
#define MARKET_MACRO_H

#include <stddef.h>
#include <stdint.h>

/* MACRO(name, key, FRED's id, frequency, unit, places, title) in macro.def */
enum macro_series {
#define MACRO(name, key, id, frequency, unit, places, title) MACRO_##name,
#include "market/macro.def"
#undef MACRO
	MACRO_SERIES
};

enum macro_frequency { MACRO_DAILY, MACRO_WEEKLY, MACRO_MONTHLY, MACRO_QUARTERLY };

struct macro_fact {
	const char *key;
	const char *id;
	enum macro_frequency frequency;
	const char *unit;
	int places;
	const char *title;
};

struct macro_point {
	int32_t day;
	int64_t value_e6;
};

struct macro_points {
	struct macro_point *items; /* oldest first */
	size_t count;
};

struct macro_query {
	enum macro_series series;
	int32_t from_day;
	int32_t until_day; /* inclusive */
	size_t limit;      /* the newest so many */
};

const struct macro_fact *macro_fact(enum macro_series series);

/* The series of that key or of FRED's id; MACRO_SERIES when there is none. */
enum macro_series macro_named(const char *name);

#endif
