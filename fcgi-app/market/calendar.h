/*
 * The trading calendar: which days the exchange is open, from when until when,
 * with the rules of NYSE and Nasdaq for holidays and half days from 2000 to
 * 2035, and New York's time by the system's zone data. Read once; afterwards
 * everything here is a pure function.
 *
 * A day is a civil date in New York, counted from 1970-01-01. Under
 * CALENDAR_ALWAYS every day has a session from midnight to midnight (23, 24 or
 * 25 hours), and no extended hours.
 * Shared with: trading: orders live and expire by it.
 */
#ifndef MARKET_CALENDAR_H
#define MARKET_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

enum { CALENDAR_FIRST_YEAR = 2000, CALENDAR_LAST_YEAR = 2035, CALENDAR_DATE_SIZE = 12 };

enum calendar_hours { CALENDAR_NYSE, CALENDAR_ALWAYS };

enum calendar_phase { CALENDAR_CLOSED, CALENDAR_PRE, CALENDAR_OPEN, CALENDAR_POST };

struct calendar_session {
	int32_t day;
	int64_t pre_us;   /* extended hours begin (04:00); open_us where there are none */
	int64_t open_us;  /* 09:30 */
	int64_t close_us; /* 16:00, or 13:00 on a half day: the first instant not in it */
	int64_t post_us;  /* extended hours end (20:00; 17:00 on a half day) */
	bool is_half;
};

struct calendar;

/* A calendar that lives as long as the process; NULL, logged, when the zone data
 * of America/New_York is missing or there is no memory. Leaves TZ as it was. */
const struct calendar *calendar_load(enum calendar_hours hours);

enum calendar_hours calendar_hours_of(const struct calendar *calendar);

/* New York's offset from UTC at an instant, in seconds: -18000 or -14400. */
int32_t calendar_offset_s(const struct calendar *calendar, int64_t time_us);

/* The date in New York at an instant, and the first instant of a date there. */
int32_t calendar_day_of(const struct calendar *calendar, int64_t time_us);
int64_t calendar_midnight_us(const struct calendar *calendar, int32_t day);

/* An instant by the clocks of New York: `second` of that date (34200 is 09:30).
 * One that DST skips is the instant after the jump; of two, the first. */
int64_t calendar_at_us(const struct calendar *calendar, int32_t day, int32_t second);

/* The session of a day; false when the exchange is closed on it, or the calendar
 * does not reach it. */
bool calendar_session(
	const struct calendar *calendar, int32_t day, struct calendar_session *session);

/* Sessions are numbered from 0, the first of CALENDAR_FIRST_YEAR. */
int32_t calendar_sessions(const struct calendar *calendar);
/* The number of a day's session, or of the first after it when it has none. */
int32_t calendar_number(const struct calendar *calendar, int32_t day);
/* The session of that number, which must be within the calendar. */
struct calendar_session calendar_numbered(
	const struct calendar *calendar, int32_t number);

/* The session that is on at an instant (a session is on from open to close) or,
 * between sessions, the next one; false past the last. */
bool calendar_current(const struct calendar *calendar, int64_t time_us,
	struct calendar_session *session);
/* The first session that opens after an instant; the last that opened at or before. */
bool calendar_next(const struct calendar *calendar, int64_t time_us,
	struct calendar_session *session);
bool calendar_last(const struct calendar *calendar, int64_t time_us,
	struct calendar_session *session);

enum calendar_phase calendar_phase(const struct calendar *calendar, int64_t time_us);

/* The day on which a trade of that day, or of the next session's, settles: one
 * session on (two until 2024-05-24, three until 2017-09-01), not counting those on
 * which banks are closed. */
int32_t calendar_settlement(const struct calendar *calendar, int32_t day);

/* Why the exchange is closed or closes early on a day of the week: "Christmas Day";
 * NULL when nothing is special. */
const char *calendar_holiday(const struct calendar *calendar, int32_t day);

/* 2026-01-31 */
void calendar_format_day(int32_t day, char text[CALENDAR_DATE_SIZE]);
bool calendar_parse_day(const char *text, int32_t *day)
	__attribute__((warn_unused_result));

/* 2026-01-30T09:30:00-05:00, with microseconds when there are any */
void calendar_format_time(
	const struct calendar *calendar, int64_t time_us, char text[40]);

/* 0 is Sunday. */
int calendar_weekday(int32_t day);

#endif
