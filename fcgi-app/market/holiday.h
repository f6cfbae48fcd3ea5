/*
 * The days on which NYSE and Nasdaq are closed or close at 13:00, by their rules
 * and with what was special, from 2000 to 2035. Late openings and halts within a
 * day are not kept.
 */
#ifndef MARKET_HOLIDAY_H
#define MARKET_HOLIDAY_H

#include <stdbool.h>
#include <stdint.h>

struct holiday {
	const char *name;
	bool is_half; /* open until 13:00 */
};

/* Is a day, counted from 1970-01-01, a holiday or a half day? Weekends are neither. */
bool holiday_on(int32_t day, struct holiday *holiday);

/* Are the banks closed while the exchanges are open? Nothing settles on that day. */
bool holiday_of_banks(int32_t day);

#endif
