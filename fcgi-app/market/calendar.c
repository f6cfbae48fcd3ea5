#include "market/calendar.h"

#include <assert.h>
#include <stddef.h>
#include <stdio.h>

#include "base/clock.h"
#include "market/holiday.h"
#include "market/new_york.h"

enum {
	HOUR_S = 3600,
	PRE_S = 4 * HOUR_S,
	OPEN_S = 9 * HOUR_S + HOUR_S / 2,
	CLOSE_S = 16 * HOUR_S,
	POST_S = 20 * HOUR_S,
	HALF_CLOSE_S = 13 * HOUR_S,
	HALF_POST_S = 17 * HOUR_S,
	DAYS = (CALENDAR_LAST_YEAR - CALENDAR_FIRST_YEAR + 1) * 366
};

static const int64_t DAY_US = INT64_C(86400) * 1000000;

struct calendar {
	bool is_loaded;
	enum calendar_hours hours;
	int32_t first_day;
	int32_t days;
	int32_t sessions;
	int32_t before[DAYS];     /* sessions before a day, by the days since first_day */
	int32_t session_of[DAYS]; /* the day of a session */
};

static struct calendar calendars[] = {
	[CALENDAR_NYSE] = {.hours = CALENDAR_NYSE},
	[CALENDAR_ALWAYS] = {.hours = CALENDAR_ALWAYS},
};

static bool is_session(enum calendar_hours hours, int32_t day)
{
	if (hours == CALENDAR_ALWAYS)
		return true;
	int weekday = calendar_weekday(day);
	struct holiday holiday;
	return weekday != 0 && weekday != 6 &&
	       (!holiday_on(day, &holiday) || holiday.is_half);
}

static void number_sessions(struct calendar *calendar)
{
	calendar->first_day = clock_day_of(CALENDAR_FIRST_YEAR, 1, 1);
	calendar->days = clock_day_of(CALENDAR_LAST_YEAR + 1, 1, 1) - calendar->first_day;
	assert(calendar->days <= DAYS);
	int32_t count = 0;
	for (int32_t i = 0; i < calendar->days; i++) {
		calendar->before[i] = count;
		if (is_session(calendar->hours, calendar->first_day + i))
			calendar->session_of[count++] = calendar->first_day + i;
	}
	calendar->sessions = count;
}

const struct calendar *calendar_load(enum calendar_hours hours)
{
	struct calendar *calendar = &calendars[hours];
	if (!new_york_load())
		return NULL;
	if (!calendar->is_loaded)
		number_sessions(calendar);
	calendar->is_loaded = true;
	return calendar;
}

enum calendar_hours calendar_hours_of(const struct calendar *calendar)
{
	return calendar->hours;
}

int32_t calendar_offset_s(const struct calendar *calendar, int64_t time_us)
{
	(void)calendar;
	return new_york_offset_s(time_us);
}

int32_t calendar_day_of(const struct calendar *calendar, int64_t time_us)
{
	(void)calendar;
	return new_york_day_of(time_us);
}

int64_t calendar_midnight_us(const struct calendar *calendar, int32_t day)
{
	return calendar_at_us(calendar, day, 0);
}

int64_t calendar_at_us(const struct calendar *calendar, int32_t day, int32_t second)
{
	(void)calendar;
	return new_york_at_us(day, second);
}

static struct calendar_session session_on(const struct calendar *calendar, int32_t day)
{
	struct calendar_session session = {.day = day};
	if (calendar->hours == CALENDAR_ALWAYS) {
		session.open_us = session.pre_us = new_york_at_us(day, 0);
		session.close_us = session.post_us = new_york_at_us(day + 1, 0);
		return session;
	}
	struct holiday holiday;
	session.is_half = holiday_on(day, &holiday);
	session.pre_us = new_york_at_us(day, PRE_S);
	session.open_us = new_york_at_us(day, OPEN_S);
	session.close_us = new_york_at_us(day, session.is_half ? HALF_CLOSE_S : CLOSE_S);
	session.post_us = new_york_at_us(day, session.is_half ? HALF_POST_S : POST_S);
	return session;
}

int32_t calendar_sessions(const struct calendar *calendar)
{
	return calendar->sessions;
}

int32_t calendar_number(const struct calendar *calendar, int32_t day)
{
	if (day < calendar->first_day)
		return 0;
	if (day - calendar->first_day >= calendar->days)
		return calendar->sessions;
	return calendar->before[day - calendar->first_day];
}

struct calendar_session calendar_numbered(const struct calendar *calendar, int32_t number)
{
	assert(number >= 0 && number < calendar->sessions);
	return session_on(calendar, calendar->session_of[number]);
}

/* The session of that number; false when there is none. */
static bool take(
	const struct calendar *calendar, int32_t number, struct calendar_session *session)
{
	if (number < 0 || number >= calendar->sessions)
		return false;
	*session = calendar_numbered(calendar, number);
	return true;
}

bool calendar_session(
	const struct calendar *calendar, int32_t day, struct calendar_session *session)
{
	int32_t number = calendar_number(calendar, day);
	if (number == calendar->sessions || calendar->session_of[number] != day)
		return false;
	return take(calendar, number, session);
}

bool calendar_current(const struct calendar *calendar, int64_t time_us,
	struct calendar_session *session)
{
	int32_t number = calendar_number(calendar, new_york_day_of(time_us));
	return take(calendar, number, session) &&
	       (session->close_us > time_us || take(calendar, number + 1, session));
}

bool calendar_next(const struct calendar *calendar, int64_t time_us,
	struct calendar_session *session)
{
	int32_t number = calendar_number(calendar, new_york_day_of(time_us));
	return take(calendar, number, session) &&
	       (session->open_us > time_us || take(calendar, number + 1, session));
}

bool calendar_last(const struct calendar *calendar, int64_t time_us,
	struct calendar_session *session)
{
	int32_t number = calendar_number(calendar, new_york_day_of(time_us));
	return (take(calendar, number, session) && session->open_us <= time_us) ||
	       take(calendar, number - 1, session);
}

enum calendar_phase calendar_phase(const struct calendar *calendar, int64_t time_us)
{
	struct calendar_session session;
	if (!calendar_session(calendar, new_york_day_of(time_us), &session) ||
		time_us < session.pre_us || time_us >= session.post_us)
		return CALENDAR_CLOSED;
	if (time_us < session.open_us)
		return CALENDAR_PRE;
	return time_us < session.close_us ? CALENDAR_OPEN : CALENDAR_POST;
}

/* How many days of settlement lie between a trade and its settlement. */
static int settlement_days(int32_t day)
{
	if (day <= clock_day_of(2017, 9, 1))
		return 3;
	return day <= clock_day_of(2024, 5, 24) ? 2 : 1;
}

int32_t calendar_settlement(const struct calendar *calendar, int32_t day)
{
	while (!is_session(calendar->hours, day))
		day++;
	for (int left = settlement_days(day); left > 0; day++) {
		bool always = calendar->hours == CALENDAR_ALWAYS;
		if (always || (is_session(calendar->hours, day + 1) &&
				      !holiday_of_banks(day + 1)))
			left--;
	}
	return day;
}

const char *calendar_holiday(const struct calendar *calendar, int32_t day)
{
	struct holiday holiday;
	if (calendar->hours == CALENDAR_ALWAYS || day < calendar->first_day ||
		day - calendar->first_day >= calendar->days || !holiday_on(day, &holiday))
		return NULL;
	return holiday.name;
}

void calendar_format_day(int32_t day, char text[CALENDAR_DATE_SIZE])
{
	int year, month, of_month;
	clock_date_of(day, &year, &month, &of_month);
	snprintf(text, CALENDAR_DATE_SIZE, "%04d-%02d-%02d", year, month, of_month);
}

bool calendar_parse_day(const char *text, int32_t *day)
{
	int64_t time_us;
	bool is_date;
	if (!clock_parse(text, &time_us, &is_date) || !is_date)
		return false;
	*day = (int32_t)(time_us / DAY_US);
	return true;
}

void calendar_format_time(const struct calendar *calendar, int64_t time_us, char text[40])
{
	char local[CLOCK_TEXT_SIZE];
	int32_t offset_s = calendar_offset_s(calendar, time_us);
	clock_format(time_us + (int64_t)offset_s * 1000000, local);
	int whole = (int)sizeof("2026-01-30T09:30:00") - 1;
	int length = time_us % 1000000 == 0 ? whole : whole + 7;
	snprintf(text, 40, "%.*s-%02d:00", length, local, -offset_s / HOUR_S);
}

int calendar_weekday(int32_t day)
{
	return (int)(((int64_t)day % 7 + 11) % 7);
}
