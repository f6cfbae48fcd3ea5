/*
 * The only place that asks what time it is. Everything below bin/, http/ and
 * api/ is given the time as an argument.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CLOCK_TEXT_SIZE = 32 };

/* Microseconds since 1970, UTC. */
int64_t clock_now_us(void);

/* Microseconds on a clock that never jumps; the same in all processes. */
int64_t clock_monotonic_us(void);

/* Processor time that this process has used, in microseconds. */
int64_t clock_process_us(void);

/* RFC 3339 in UTC with microseconds: 2026-01-31T09:30:00.000000Z */
void clock_format(int64_t time_us, char text[CLOCK_TEXT_SIZE]);

/* The same with no more digits than it takes: 2026-01-31T09:30:00Z. Returns its
 * length. */
size_t clock_format_short(int64_t time_us, char text[CLOCK_TEXT_SIZE]);

/* Reads a time as RFC 3339 (2026-01-31T09:30:00.5-05:00; digits below the
 * microsecond are cut) or a date (2026-01-31), which becomes its midnight in UTC
 * with `is_date` set. False for anything else, days that no month has included. */
bool clock_parse(const char *text, int64_t *time_us, bool *is_date)
	__attribute__((warn_unused_result));

/* Days from 1970-01-01 to a civil date, and back. */
int32_t clock_day_of(int year, int month, int day);
void clock_date_of(int32_t day, int *year, int *month, int *day_of_month);

#endif
