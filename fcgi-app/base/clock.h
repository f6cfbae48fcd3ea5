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

/* Was the wall clock set? What it shows then parts from the clock that never jumps. */
struct clock_watch {
	int64_t apart_us; /* as of the last look */
	bool looked;
};

/* By how much the wall clock has jumped since the last look, ahead or, below 0, back; 0
 * when it ran on, though it was steered a little. That a machine slept is a jump ahead,
 * too. Both clocks are to be read at the same moment. */
int64_t clock_watch_look(
	struct clock_watch *watch, int64_t wall_us, int64_t monotonic_us);

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
