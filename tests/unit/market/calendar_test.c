/* calendar_*: sessions, phases, and what comes next at the edges. */
#include "market/calendar.h"

#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static const struct calendar *nyse, *always;
static const int64_t HOUR_US = INT64_C(3600) * 1000000;

static int start(void **state)
{
	(void)state;
	nyse = calendar_load(CALENDAR_NYSE);
	always = calendar_load(CALENDAR_ALWAYS);
	return nyse == NULL || always == NULL;
}

static int32_t day(const char *text)
{
	int32_t parsed;
	if (!calendar_parse_day(text, &parsed))
		fail_msg("%s is no day", text);
	return parsed;
}

static int64_t at(const char *text)
{
	int64_t time_us;
	bool is_date;
	if (!clock_parse(text, &time_us, &is_date))
		fail_msg("%s is no time", text);
	return time_us;
}

/* Says an instant by New York's clocks. */
static const char *said(int64_t time_us)
{
	static char text[40];
	calendar_format_time(nyse, time_us, text);
	return text;
}

static void sessions_of_a_day(void **state)
{
	(void)state;
	static const struct {
		const char *day, *pre, *open, *close, *post;
		bool is_half;
	} table[] = {
		{"2026-01-30", "2026-01-30T04:00:00-05:00", "2026-01-30T09:30:00-05:00",
			"2026-01-30T16:00:00-05:00", "2026-01-30T20:00:00-05:00", false},
		{"2025-07-03", "2025-07-03T04:00:00-04:00", "2025-07-03T09:30:00-04:00",
			"2025-07-03T13:00:00-04:00", "2025-07-03T17:00:00-04:00", true},
		{"2024-03-11", "2024-03-11T04:00:00-04:00", "2024-03-11T09:30:00-04:00",
			"2024-03-11T16:00:00-04:00", "2024-03-11T20:00:00-04:00", false},
		{"2000-01-03", "2000-01-03T04:00:00-05:00", "2000-01-03T09:30:00-05:00",
			"2000-01-03T16:00:00-05:00", "2000-01-03T20:00:00-05:00", false},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct calendar_session session;
		assert_true(calendar_session(nyse, day(table[i].day), &session));
		assert_int_equal(session.day, day(table[i].day));
		assert_string_equal(said(session.pre_us), table[i].pre);
		assert_string_equal(said(session.open_us), table[i].open);
		assert_string_equal(said(session.close_us), table[i].close);
		assert_string_equal(said(session.post_us), table[i].post);
		assert_int_equal(session.is_half, table[i].is_half);
	}
}

static void days_without_a_session(void **state)
{
	(void)state;
	static const char *const table[] = {"2026-01-31", "2026-02-01", "2025-01-09",
		"2001-09-12", "1999-12-31", "2036-01-02", "2024-12-25"};
	struct calendar_session session;
	for (size_t i = 0; i < COUNT(table); i++)
		assert_false(calendar_session(nyse, day(table[i]), &session));
	assert_false(calendar_session(always, day("1999-12-31"), &session));
	assert_false(calendar_session(always, day("2036-01-01"), &session));
	assert_false(calendar_session(nyse, INT32_MAX, &session));
	assert_false(calendar_session(nyse, INT32_MIN, &session));
}

static void sessions_of_a_year(void **state)
{
	(void)state;
	static const struct {
		int year, sessions;
	} table[] = {{2000, 252}, {2001, 248}, {2008, 253}, {2012, 250}, {2020, 253},
		{2023, 250}, {2024, 252}, {2025, 250}, {2026, 251}};
	for (size_t i = 0; i < COUNT(table); i++) {
		int32_t first = calendar_number(nyse, clock_day_of(table[i].year, 1, 1));
		int32_t next =
			calendar_number(nyse, clock_day_of(table[i].year + 1, 1, 1));
		assert_int_equal(next - first, table[i].sessions);
	}
	int32_t days = clock_day_of(2036, 1, 1) - clock_day_of(2000, 1, 1);
	assert_int_equal(calendar_sessions(always), days);
}

static void numbers_and_days_are_inverse(void **state)
{
	(void)state;
	const struct calendar *const both[] = {nyse, always};
	for (size_t i = 0; i < COUNT(both); i++) {
		int32_t count = calendar_sessions(both[i]), next = 0;
		int32_t end = clock_day_of(CALENDAR_LAST_YEAR + 1, 1, 1);
		for (int32_t one = clock_day_of(CALENDAR_FIRST_YEAR, 1, 1); one < end;
			one++) {
			struct calendar_session session;
			assert_int_equal(calendar_number(both[i], one), next);
			if (!calendar_session(both[i], one, &session))
				continue;
			struct calendar_session same = calendar_numbered(both[i], next);
			assert_int_equal(same.day, one);
			assert_true(same.open_us == session.open_us);
			assert_true(same.close_us == session.close_us);
			next++;
		}
		assert_int_equal(next, count);
		assert_int_equal(calendar_number(both[i], end), count);
		assert_int_equal(calendar_number(both[i], INT32_MAX), count);
		assert_int_equal(calendar_number(both[i], INT32_MIN), 0);
	}
}

static void always_has_days_of_23_and_25_hours(void **state)
{
	(void)state;
	static const struct {
		const char *day;
		int hours;
	} table[] = {{"2024-03-10", 23}, {"2024-11-03", 25}, {"2024-11-04", 24},
		{"2006-04-02", 23}, {"2007-03-11", 23}, {"2007-11-04", 25},
		{"2024-12-25", 24}, {"2000-01-01", 24}, {"2035-12-31", 24}};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct calendar_session session;
		assert_true(calendar_session(always, day(table[i].day), &session));
		assert_true(session.open_us ==
			    calendar_midnight_us(always, day(table[i].day)));
		assert_true(
			session.close_us - session.open_us == table[i].hours * HOUR_US);
		assert_true(session.pre_us == session.open_us);
		assert_true(session.post_us == session.close_us);
		assert_false(session.is_half);
	}
	assert_null(calendar_holiday(always, day("2024-12-25")));
}

static void phases(void **state)
{
	(void)state;
	static const struct {
		const char *time;
		enum calendar_phase phase;
	} table[] = {
		{"2026-01-30T03:59:59.999999-05:00", CALENDAR_CLOSED},
		{"2026-01-30T04:00:00-05:00", CALENDAR_PRE},
		{"2026-01-30T09:29:59.999999-05:00", CALENDAR_PRE},
		{"2026-01-30T09:30:00-05:00", CALENDAR_OPEN},
		{"2026-01-30T15:59:59.999999-05:00", CALENDAR_OPEN},
		{"2026-01-30T16:00:00-05:00", CALENDAR_POST},
		{"2026-01-30T19:59:59.999999-05:00", CALENDAR_POST},
		{"2026-01-30T20:00:00-05:00", CALENDAR_CLOSED},
		{"2026-01-31T12:00:00-05:00", CALENDAR_CLOSED},
		{"2025-07-03T12:59:59-04:00", CALENDAR_OPEN},
		{"2025-07-03T13:00:00-04:00", CALENDAR_POST},
		{"2025-07-03T17:00:00-04:00", CALENDAR_CLOSED},
		{"2025-07-04T12:00:00-04:00", CALENDAR_CLOSED},
		{"1999-12-31T12:00:00-05:00", CALENDAR_CLOSED},
	};
	for (size_t i = 0; i < COUNT(table); i++)
		assert_int_equal(calendar_phase(nyse, at(table[i].time)), table[i].phase);
	assert_int_equal(
		calendar_phase(always, at("2026-01-31T12:00:00Z")), CALENDAR_OPEN);
	assert_int_equal(
		calendar_phase(always, at("2036-01-01T05:00:00Z")), CALENDAR_CLOSED);
}

/* The day of the session that a search finds; "none". */
static const char *found(bool is_found, const struct calendar_session *session)
{
	static char text[CALENDAR_DATE_SIZE];
	if (!is_found)
		return "none";
	calendar_format_day(session->day, text);
	return text;
}

static void current_next_and_last(void **state)
{
	(void)state;
	static const struct {
		const struct calendar **calendar;
		const char *time, *current, *next, *last;
	} table[] = {
		{&nyse, "2026-01-30T09:29:59.999999-05:00", "2026-01-30", "2026-01-30",
			"2026-01-29"},
		{&nyse, "2026-01-30T09:30:00-05:00", "2026-01-30", "2026-02-02",
			"2026-01-30"},
		{&nyse, "2026-01-30T15:59:59.999999-05:00", "2026-01-30", "2026-02-02",
			"2026-01-30"},
		{&nyse, "2026-01-30T16:00:00-05:00", "2026-02-02", "2026-02-02",
			"2026-01-30"},
		{&nyse, "2026-01-31T12:00:00-05:00", "2026-02-02", "2026-02-02",
			"2026-01-30"},
		{&nyse, "2025-07-03T13:00:00-04:00", "2025-07-07", "2025-07-07",
			"2025-07-03"},
		{&nyse, "2001-09-12T12:00:00-04:00", "2001-09-17", "2001-09-17",
			"2001-09-10"},
		{&nyse, "1990-01-01T00:00:00Z", "2000-01-03", "2000-01-03", "none"},
		{&nyse, "2000-01-03T09:29:59-05:00", "2000-01-03", "2000-01-03", "none"},
		{&nyse, "2000-01-03T09:30:00-05:00", "2000-01-03", "2000-01-04",
			"2000-01-03"},
		{&nyse, "2035-12-31T10:00:00-05:00", "2035-12-31", "none", "2035-12-31"},
		{&nyse, "2035-12-31T16:00:00-05:00", "none", "none", "2035-12-31"},
		{&nyse, "2050-01-01T00:00:00Z", "none", "none", "2035-12-31"},
		{&always, "2026-01-30T23:59:59.999999-05:00", "2026-01-30", "2026-01-31",
			"2026-01-30"},
		{&always, "2026-01-31T00:00:00-05:00", "2026-01-31", "2026-02-01",
			"2026-01-31"},
		{&always, "1999-12-31T23:59:59-05:00", "2000-01-01", "2000-01-01",
			"none"},
		{&always, "2035-12-31T23:59:59-05:00", "2035-12-31", "none",
			"2035-12-31"},
		{&always, "2036-01-01T00:00:00-05:00", "none", "none", "2035-12-31"},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		const struct calendar *calendar = *table[i].calendar;
		int64_t time_us = at(table[i].time);
		struct calendar_session session;
		assert_string_equal(
			found(calendar_current(calendar, time_us, &session), &session),
			table[i].current);
		assert_string_equal(
			found(calendar_next(calendar, time_us, &session), &session),
			table[i].next);
		assert_string_equal(
			found(calendar_last(calendar, time_us, &session), &session),
			table[i].last);
	}
}

static void settlement(void **state)
{
	(void)state;
	static const struct {
		const char *trade, *settled;
	} table[] = {
		{"2017-08-31", "2017-09-06"}, /* three on, Labor Day between */
		{"2017-09-01", "2017-09-07"},
		{"2017-09-05", "2017-09-07"}, /* two on */
		{"2024-05-23", "2024-05-28"},
		{"2024-05-24", "2024-05-29"},
		{"2024-05-28", "2024-05-29"}, /* one on */
		{"2026-01-30", "2026-02-02"},
		{"2026-01-31", "2026-02-03"}, /* a Saturday: traded on Monday */
		{"2024-10-11", "2024-10-15"}, /* the banks are closed on Monday */
		{"2024-10-14", "2024-10-15"},
		{"2019-10-11", "2019-10-16"},
		{"2001-09-10", "2001-09-19"},
		{"2025-12-24", "2025-12-26"},
		{"2035-12-31", "2036-01-02"},
	};
	for (size_t i = 0; i < COUNT(table); i++)
		assert_int_equal(calendar_settlement(nyse, day(table[i].trade)),
			day(table[i].settled));
	assert_int_equal(
		calendar_settlement(always, day("2026-01-30")), day("2026-01-31"));
	assert_int_equal(
		calendar_settlement(always, day("2024-10-13")), day("2024-10-14"));
}

static void holidays_have_names(void **state)
{
	(void)state;
	assert_string_equal(calendar_holiday(nyse, day("2024-12-25")), "Christmas Day");
	assert_string_equal(calendar_holiday(nyse, day("2024-12-24")), "Christmas Eve");
	assert_null(calendar_holiday(nyse, day("2024-12-26")));
	assert_null(calendar_holiday(nyse, day("1999-12-24")));
	assert_null(calendar_holiday(nyse, day("2036-01-01")));
}

static void days_as_text(void **state)
{
	(void)state;
	static const char *const wrong[] = {"", "2026-1-31", "2026-02-30", "2026-01-31 ",
		"2026-01-31T00:00:00Z", "20260131", "tomorrow"};
	static const struct {
		const char *text;
		int32_t day;
		int weekday;
	} right[] = {{"1970-01-01", 0, 4}, {"1969-12-31", -1, 3},
		{"2000-02-29", 11016, 2}, {"2026-01-31", 20484, 6},
		{"0001-01-01", -719162, 1}};
	for (size_t i = 0; i < COUNT(right); i++) {
		char text[CALENDAR_DATE_SIZE];
		assert_int_equal(day(right[i].text), right[i].day);
		calendar_format_day(right[i].day, text);
		assert_string_equal(text, right[i].text);
		assert_int_equal(calendar_weekday(right[i].day), right[i].weekday);
	}
	for (size_t i = 0; i < COUNT(wrong); i++) {
		int32_t parsed = 7;
		assert_false(calendar_parse_day(wrong[i], &parsed));
		assert_int_equal(parsed, 7);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sessions_of_a_day),
		cmocka_unit_test(days_without_a_session),
		cmocka_unit_test(sessions_of_a_year),
		cmocka_unit_test(numbers_and_days_are_inverse),
		cmocka_unit_test(always_has_days_of_23_and_25_hours),
		cmocka_unit_test(phases),
		cmocka_unit_test(current_next_and_last),
		cmocka_unit_test(settlement),
		cmocka_unit_test(holidays_have_names),
		cmocka_unit_test(days_as_text),
	};
	return cmocka_run_group_tests_name("market/calendar", tests, start, NULL);
}
