/* new_york_*: offsets around the changes, and local times that do not exist or
 * exist twice. */
#include "market/new_york.h"

#include "base/clock.h"
#include "market/calendar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static const int64_t SECOND_US = 1000000;

static int64_t at(const char *text)
{
	int64_t time_us;
	bool is_date;
	if (!clock_parse(text, &time_us, &is_date))
		fail_msg("%s is no time", text);
	return time_us;
}

/* Goes first: what is read once can be read only once. TZ stays as it was. */
static void loading_keeps_the_zone(void **state)
{
	(void)state;
	assert_int_equal(setenv("TZ", "Asia/Tokyo", 1), 0);
	tzset();
	assert_true(new_york_load());
	assert_true(new_york_load());
	time_t noon = 43200;
	struct tm local;
	assert_non_null(localtime_r(&noon, &local));
	assert_int_equal(local.tm_gmtoff, 9 * 3600);
	assert_string_equal(getenv("TZ"), "Asia/Tokyo");
}

static void offsets(void **state)
{
	(void)state;
	static const struct {
		const char *time;
		int hours;
	} table[] = {
		{"2024-03-10T06:59:59.999999Z", -5},
		{"2024-03-10T07:00:00Z", -4},
		{"2024-11-03T05:59:59.999999Z", -4},
		{"2024-11-03T06:00:00Z", -5},
		{"2006-04-02T06:59:59Z", -5}, /* until 2006 from April to October */
		{"2006-04-02T07:00:00Z", -4},
		{"2006-10-29T05:59:59Z", -4},
		{"2006-10-29T06:00:00Z", -5},
		{"2007-03-11T07:00:00Z", -4},
		{"2007-11-04T06:00:00Z", -5},
		{"1974-01-06T07:00:00Z", -4},
		{"1969-06-01T00:00:00Z", -5},
		{"2035-07-01T00:00:00Z", -4},
		{"2099-07-01T00:00:00Z", -4},
		{"2200-07-01T00:00:00Z", -5},
	};
	for (size_t i = 0; i < COUNT(table); i++)
		assert_int_equal(
			new_york_offset_s(at(table[i].time)), table[i].hours * 3600);
	assert_int_equal(new_york_offset_s(INT64_MIN), -18000);
	assert_int_equal(new_york_offset_s(INT64_MAX), -18000);
}

static void local_times(void **state)
{
	(void)state;
	static const struct {
		const char *day;
		int hour, minute;
		const char *time;
	} table[] = {
		{"2026-01-30", 9, 30, "2026-01-30T09:30:00-05:00"},
		{"2026-07-30", 9, 30, "2026-07-30T09:30:00-04:00"},
		{"2024-03-10", 0, 0, "2024-03-10T05:00:00Z"},
		{"2024-03-10", 1, 59, "2024-03-10T06:59:00Z"},
		{"2024-03-10", 2, 0, "2024-03-10T07:00:00Z"}, /* there is no such time */
		{"2024-03-10", 2, 59, "2024-03-10T07:00:00Z"},
		{"2024-03-10", 3, 0, "2024-03-10T07:00:00Z"},
		{"2024-03-10", 3, 1, "2024-03-10T07:01:00Z"},
		{"2024-11-03", 0, 59, "2024-11-03T04:59:00Z"},
		{"2024-11-03", 1, 0, "2024-11-03T05:00:00Z"}, /* the first of two */
		{"2024-11-03", 1, 59, "2024-11-03T05:59:00Z"},
		{"2024-11-03", 2, 0, "2024-11-03T07:00:00Z"},
		{"2024-11-03", 24, 0, "2024-11-04T05:00:00Z"},
		{"1950-06-01", 0, 0, "1950-06-01T05:00:00Z"},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		int32_t day;
		assert_true(calendar_parse_day(table[i].day, &day));
		int32_t second = table[i].hour * 3600 + table[i].minute * 60;
		assert_true(new_york_at_us(day, second) == at(table[i].time));
	}
}

/* The midnights and noons of all days. */
static void days_and_times_agree(void **state)
{
	(void)state;
	int32_t end = clock_day_of(2036, 1, 1);
	for (int32_t day = clock_day_of(2000, 1, 1); day < end; day++) {
		int64_t midnight_us = new_york_at_us(day, 0);
		assert_int_equal(new_york_day_of(midnight_us), day);
		assert_int_equal(new_york_day_of(midnight_us - 1), day - 1);
		int64_t noon_us = new_york_at_us(day, 43200);
		assert_int_equal(new_york_day_of(noon_us), day);
		int64_t local_s = noon_us / SECOND_US + new_york_offset_s(noon_us);
		assert_int_equal(local_s % 86400, 43200);
	}
}

static void days_out_of_reach(void **state)
{
	(void)state;
	assert_true(new_york_at_us(INT32_MAX, INT32_MAX) > 0);
	assert_true(new_york_at_us(INT32_MIN, INT32_MIN) < 0);
	assert_true(new_york_day_of(INT64_MAX) > 100000000);
	assert_true(new_york_day_of(INT64_MIN) < -100000000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(loading_keeps_the_zone),
		cmocka_unit_test(offsets),
		cmocka_unit_test(local_times),
		cmocka_unit_test(days_and_times_agree),
		cmocka_unit_test(days_out_of_reach),
	};
	return cmocka_run_group_tests_name("market/new_york", tests, NULL, NULL);
}
