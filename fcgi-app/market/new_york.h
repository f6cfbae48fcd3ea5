/*
 * New York's time, from 1970 to 2099, by the system's zone data, which is read
 * once. Before and after it is as at that end.
 */
#ifndef MARKET_NEW_YORK_H
#define MARKET_NEW_YORK_H

#include <stdbool.h>
#include <stdint.h>

/* Reads the zone data; TZ is left as it was. False, logged, when it is missing or
 * is not of New York. Called again it does nothing. */
bool new_york_load(void) __attribute__((warn_unused_result));

/* The offset from UTC at an instant, in seconds. */
int32_t new_york_offset_s(int64_t time_us);

/* The date there at an instant, counted from 1970-01-01. */
int32_t new_york_day_of(int64_t time_us);

/* An instant by the clocks there: `second` of that date, which may be past its end.
 * One that DST skips is the instant after the jump; of two, the first. */
int64_t new_york_at_us(int32_t day, int32_t second);

#endif
