/*
 * The lengths that bars come in.
 * Shared with: trading: fills and simulations read bars.
 */
#ifndef MARKET_TIMEFRAME_H
#define MARKET_TIMEFRAME_H

#include <stdbool.h>
#include <stdint.h>

#include "market/calendar.h"

struct bars;

enum timeframe_unit {
	TIMEFRAME_MINUTE,
	TIMEFRAME_HOUR,
	TIMEFRAME_DAY,
	TIMEFRAME_WEEK,
	TIMEFRAME_MONTH
};

struct timeframe {
	enum timeframe_unit unit;
	int count;
};

enum { TIMEFRAME_TEXT_SIZE = 12 };

/* 1Min to 59Min (also T), 1Hour to 23Hour (H), 1Day (D), 1Week (W), 1, 2, 3, 4, 6
 * or 12Month (M); the older 1m 5m 15m 30m 1h 1d 1w 1mo and minute, hour, day, week,
 * month. Words in small letters or capital; of letters, M is the month. */
bool timeframe_parse(const char *text, struct timeframe *timeframe)
	__attribute__((warn_unused_result));
void timeframe_format(struct timeframe timeframe, char text[TIMEFRAME_TEXT_SIZE]);

/* Where the bar that holds an instant begins, and where the next one does. Bars
 * under a day begin on multiples since midnight in New York, as time passes: a day of
 * 25 hours has 25 of an hour. The last of a day ends with it. A day's begins at that
 * midnight, a week's on Monday, a month's on its first; several months' divide the
 * year. */
int64_t timeframe_start_us(
	const struct calendar *calendar, struct timeframe timeframe, int64_t time_us);
int64_t timeframe_next_us(
	const struct calendar *calendar, struct timeframe timeframe, int64_t time_us);

/* Joins bars, oldest first, into longer ones, in place; returns how many are left, -1
 * on overflow, with bars that are good for nothing. */
int64_t timeframe_gather(
	const struct calendar *calendar, struct timeframe timeframe, struct bars *bars);

#endif
