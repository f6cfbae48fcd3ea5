#include "api/trading_hours.h"

#include <stddef.h>
#include <stdio.h>
#include <strings.h>

enum { ZONED_SIZE = 40, MINUTE_S = 60, HOUR_S = 3600, DAY_S = 86400 };

static const struct trading_venue venues[] = {
	{"NYSE", "XNYS", "New York Stock Exchange"},
	{"NASDAQ", "XNAS", "Nasdaq"},
	{"ARCA", "ARCX", "NYSE Arca"},
	{"AMEX", "XASE", "NYSE American"},
	{"BATS", "BATS", "Cboe BZX"},
	{"IEX", "IEXG", "Investors Exchange"},
	{"OTC", "OTCM", "OTC Markets"},
};

const struct trading_venue *trading_hours_venue(const char *name)
{
	for (size_t i = 0; i < sizeof(venues) / sizeof(*venues); i++)
		if (strcasecmp(name, venues[i].acronym) == 0 ||
			strcasecmp(name, venues[i].mic) == 0)
			return &venues[i];
	return NULL;
}

/* An instant by New York's clocks. */
static void write_zoned(struct json_writer *json, const struct calendar *calendar,
	const char *key, int64_t time_us)
{
	char text[ZONED_SIZE];
	calendar_format_time(calendar, time_us, text);
	json_write_pair(json, key, text);
}

/* When the next session opens and the present or next one closes; past the last
 * both are null. */
struct turns {
	bool opens;
	bool closes;
	int64_t open_us;
	int64_t close_us;
};

static struct turns turns_at(const struct calendar *calendar, int64_t time_us)
{
	struct calendar_session session;
	struct turns turns = {0};
	turns.opens = calendar_next(calendar, time_us, &session);
	if (turns.opens)
		turns.open_us = session.open_us;
	turns.closes = calendar_current(calendar, time_us, &session);
	if (turns.closes)
		turns.close_us = session.close_us;
	return turns;
}

static void write_turn(struct json_writer *json, const struct calendar *calendar,
	const char *key, bool is_known, int64_t time_us)
{
	if (is_known)
		write_zoned(json, calendar, key, time_us);
	else
		json_write_pair(json, key, NULL);
}

static bool is_open(const struct calendar *calendar, int64_t time_us)
{
	return calendar_phase(calendar, time_us) == CALENDAR_OPEN;
}

void trading_hours_clock(
	struct json_writer *json, const struct calendar *calendar, int64_t time_us)
{
	struct turns turns = turns_at(calendar, time_us);
	json_write_object(json);
	write_zoned(json, calendar, "timestamp", time_us);
	json_write_pair_bool(json, "is_open", is_open(calendar, time_us));
	write_turn(json, calendar, "next_open", turns.opens, turns.open_us);
	write_turn(json, calendar, "next_close", turns.closes, turns.close_us);
	json_write_object_end(json);
}

void trading_hours_venue_facts(
	struct json_writer *json, const struct trading_venue *venue)
{
	json_write_key(json, "market");
	json_write_object(json);
	json_write_pair(json, "mic", venue->mic);
	json_write_pair(json, "acronym", venue->acronym);
	json_write_pair(json, "name", venue->name);
	json_write_pair(json, "timezone", "America/New_York");
	json_write_object_end(json);
}

/* The end of the phase that an instant is in; false when nothing comes any more. */
static bool phase_end(const struct calendar *calendar, int64_t time_us, int64_t *end_us)
{
	struct calendar_session session;
	int32_t day = calendar_day_of(calendar, time_us);
	bool today = calendar_session(calendar, day, &session);
	if (!today || time_us >= session.post_us) {
		int32_t number = calendar_number(calendar, today ? day + 1 : day);
		if (number == calendar_sessions(calendar))
			return false;
		*end_us = calendar_numbered(calendar, number).pre_us;
		return true;
	}
	const int64_t ends_us[] = {
		session.pre_us, session.open_us, session.close_us, session.post_us};
	size_t phase = 0;
	while (ends_us[phase] <= time_us)
		phase++;
	*end_us = ends_us[phase];
	return true;
}

void trading_hours_venue_clock(struct json_writer *json, const struct calendar *calendar,
	const struct trading_venue *venue, int64_t time_us)
{
	static const char *const phases[] = {
		[CALENDAR_CLOSED] = "closed",
		[CALENDAR_PRE] = "pre",
		[CALENDAR_OPEN] = "core",
		[CALENDAR_POST] = "post",
	};
	struct calendar_session session;
	struct turns turns = turns_at(calendar, time_us);
	int32_t day = calendar_day_of(calendar, time_us);
	int64_t until_us = 0;
	bool ends = phase_end(calendar, time_us, &until_us);
	json_write_object(json);
	trading_hours_venue_facts(json, venue);
	write_zoned(json, calendar, "timestamp", time_us);
	json_write_pair_bool(
		json, "is_market_day", calendar_session(calendar, day, &session));
	write_turn(json, calendar, "next_market_open", turns.opens, turns.open_us);
	write_turn(json, calendar, "next_market_close", turns.closes, turns.close_us);
	json_write_pair(json, "phase", phases[calendar_phase(calendar, time_us)]);
	write_turn(json, calendar, "phase_until", ends, until_us);
	json_write_object_end(json);
}

static void write_day(struct json_writer *json, const char *key, int32_t day)
{
	char text[CALENDAR_DATE_SIZE];
	calendar_format_day(day, text);
	json_write_pair(json, key, text);
}

/* The time of a session's day that an instant has, as "09:30" or "0930". */
static void write_time_of_day(struct json_writer *json, const struct calendar *calendar,
	const struct calendar_session *session, const char *key, int64_t time_us,
	const char *colon)
{
	char text[8] = "";
	int32_t minute = 24 * 60 - 1;
	if (calendar_day_of(calendar, time_us) == session->day) {
		int64_t local_s =
			time_us / 1000000 + calendar_offset_s(calendar, time_us);
		minute = (int32_t)(local_s % DAY_S / MINUTE_S);
	}
	snprintf(text, sizeof(text), "%02d%s%02d", minute / 60, colon, minute % 60);
	json_write_pair(json, key, text);
}

void trading_hours_day(struct json_writer *json, const struct calendar *calendar,
	const struct calendar_session *session)
{
	json_write_object(json);
	write_day(json, "date", session->day);
	write_time_of_day(json, calendar, session, "open", session->open_us, ":");
	write_time_of_day(json, calendar, session, "close", session->close_us, ":");
	write_time_of_day(json, calendar, session, "session_open", session->pre_us, "");
	write_time_of_day(json, calendar, session, "session_close", session->post_us, "");
	write_day(json, "settlement_date", calendar_settlement(calendar, session->day));
	json_write_object_end(json);
}

void trading_hours_venue_day(struct json_writer *json, const struct calendar *calendar,
	const struct calendar_session *session)
{
	bool pre = session->pre_us < session->open_us;
	bool post = session->close_us < session->post_us;
	json_write_object(json);
	write_day(json, "date", session->day);
	write_turn(json, calendar, "pre_start", pre, session->pre_us);
	write_turn(json, calendar, "pre_end", pre, session->open_us);
	write_zoned(json, calendar, "core_start", session->open_us);
	write_zoned(json, calendar, "core_end", session->close_us);
	write_turn(json, calendar, "post_start", post, session->close_us);
	write_turn(json, calendar, "post_end", post, session->post_us);
	json_write_pair(json, "lunch_start", NULL);
	json_write_pair(json, "lunch_end", NULL);
	write_day(json, "settlement_date", calendar_settlement(calendar, session->day));
	json_write_object_end(json);
}

/* As write_turn, in UTC. */
static void write_instant(
	struct json_writer *json, const char *key, bool is_known, int64_t time_us)
{
	json_write_key(json, key);
	if (is_known)
		json_write_time(json, time_us);
	else
		json_write_null(json);
}

void trading_hours_status(
	struct json_writer *json, const struct calendar *calendar, int64_t time_us)
{
	static const char *const phases[] = {
		[CALENDAR_CLOSED] = "closed",
		[CALENDAR_PRE] = "pre_market",
		[CALENDAR_OPEN] = "open",
		[CALENDAR_POST] = "after_hours",
	};
	static const char *const hours[] = {
		[CALENDAR_NYSE] = "nyse", [CALENDAR_ALWAYS] = "always"};
	struct turns turns = turns_at(calendar, time_us);
	int32_t day = calendar_day_of(calendar, time_us);
	json_write_object(json);
	json_write_pair_bool(json, "is_open", is_open(calendar, time_us));
	json_write_pair(json, "phase", phases[calendar_phase(calendar, time_us)]);
	write_instant(json, "time", true, time_us);
	write_instant(json, "next_open", turns.opens, turns.open_us);
	write_instant(json, "next_close", turns.closes, turns.close_us);
	json_write_pair(json, "hours", hours[calendar_hours_of(calendar)]);
	json_write_pair(json, "holiday", calendar_holiday(calendar, day));
}
