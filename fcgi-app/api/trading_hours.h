/*
 * The clock and the days of the calendar as clients read them, at a given instant.
 */
#ifndef API_TRADING_HOURS_H
#define API_TRADING_HOURS_H

#include <stdint.h>

#include "base/json_write.h"
#include "market/calendar.h"

/* The exchanges that may be asked for; all keep the same hours. */
struct trading_venue {
	const char *acronym;
	const char *mic;
	const char *name;
};

/* The venue of an acronym or a MIC, small letters or capital; NULL when it is none. */
const struct trading_venue *trading_hours_venue(const char *name);

/* timestamp, is_open, next_open, next_close, with New York's offset. */
void trading_hours_clock(
	struct json_writer *json, const struct calendar *calendar, int64_t time_us);

/* The same of a venue, with the phase that it is in and until when. */
void trading_hours_venue_clock(struct json_writer *json, const struct calendar *calendar,
	const struct trading_venue *venue, int64_t time_us);

/* mic, acronym, name and timezone of a venue. */
void trading_hours_venue_facts(
	struct json_writer *json, const struct trading_venue *venue);

/* A day: date, open "09:30", close "16:00", session_open "0400", session_close "2000",
 * settlement_date. Where a session ends with its day that is written 23:59, as clients
 * take no 24:00. */
void trading_hours_day(struct json_writer *json, const struct calendar *calendar,
	const struct calendar_session *session);

/* A day of a venue, in instants: core, and pre and post where there are such hours. */
void trading_hours_venue_day(struct json_writer *json, const struct calendar *calendar,
	const struct calendar_session *session);

/* is_open, phase, time, next_open, next_close in UTC, hours, holiday. Leaves the
 * object open. */
void trading_hours_status(
	struct json_writer *json, const struct calendar *calendar, int64_t time_us);

#endif
