/* clock_format against a table of instants, and the clocks against themselves. */
#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void instants(void **state)
{
	(void)state;
	static const struct {
		int64_t time_us;
		const char *text;
	} table[] = {
		{0, "1970-01-01T00:00:00.000000Z"},
		{1, "1970-01-01T00:00:00.000001Z"},
		{999999, "1970-01-01T00:00:00.999999Z"},
		{1000000, "1970-01-01T00:00:01.000000Z"},
		{-1, "1969-12-31T23:59:59.999999Z"},
		{-1000000, "1969-12-31T23:59:59.000000Z"},
		{-1000001, "1969-12-31T23:59:58.999999Z"},
		{951782399999999, "2000-02-28T23:59:59.999999Z"},
		{951782400000000, "2000-02-29T00:00:00.000000Z"},
		{951868800000000, "2000-03-01T00:00:00.000000Z"},
		{1709164800000000, "2024-02-29T00:00:00.000000Z"},
		{4107542400000000, "2100-03-01T00:00:00.000000Z"},
		{1769851800123456, "2026-01-31T09:30:00.123456Z"},
		{2147483648000000, "2038-01-19T03:14:08.000000Z"},
		{253402300799999999, "9999-12-31T23:59:59.999999Z"},
		{-62135596800000000, "0001-01-01T00:00:00.000000Z"},
		{-30610224000000001, "0999-12-31T23:59:59.999999Z"},
		{INT64_MAX, "294247-01-10T04:00:54.775807Z"},
		{INT64_MIN, "-290308-12-21T19:59:05.224192Z"},
	};
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		char text[CLOCK_TEXT_SIZE];
		clock_format(table[i].time_us, text);
		assert_string_equal(text, table[i].text);
	}
}

static void short_instants(void **state)
{
	(void)state;
	static const struct {
		int64_t time_us;
		const char *text;
	} table[] = {
		{0, "1970-01-01T00:00:00Z"},
		{1, "1970-01-01T00:00:00.000001Z"},
		{100000, "1970-01-01T00:00:00.1Z"},
		{120, "1970-01-01T00:00:00.00012Z"},
		{-1, "1969-12-31T23:59:59.999999Z"},
		{-1000000, "1969-12-31T23:59:59Z"},
		{951782400000000, "2000-02-29T00:00:00Z"},
		{1769851800123450, "2026-01-31T09:30:00.12345Z"},
		{253402300799999999, "9999-12-31T23:59:59.999999Z"},
		{-62135596800000000, "0001-01-01T00:00:00Z"},
		{INT64_MAX, "294247-01-10T04:00:54.775807Z"},
		{INT64_MIN, "-290308-12-21T19:59:05.224192Z"},
	};
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		char text[CLOCK_TEXT_SIZE];
		size_t length = clock_format_short(table[i].time_us, text);
		assert_string_equal(text, table[i].text);
		assert_int_equal(length, strlen(text));
	}
}

static void texts(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool taken, is_date;
		int64_t time_us;
	} table[] = {
		{"1970-01-01T00:00:00Z", true, false, 0},
		{"1970-01-01t00:00:00z", true, false, 0},
		{"1970-01-01 00:00:00Z", true, false, 0},
		{"1970-01-01T00:00:00.5Z", true, false, 500000},
		{"1970-01-01T00:00:00.123456789Z", true, false, 123456},
		{"1969-12-31T19:00:00-05:00", true, false, 0},
		{"1970-01-01T05:30:00+05:30", true, false, 0},
		{"1970-01-02", true, true, 86400000000},
		{"2024-02-29", true, true, 1709164800000000},
		{"1969-12-31", true, true, -86400000000},
		{"2035-12-31T23:59:59.999999Z", true, false, 2082758399999999},
		{"2023-02-29", false, false, 0},
		{"2023-13-01", false, false, 0},
		{"2023-00-01", false, false, 0},
		{"2023-01-00", false, false, 0},
		{"2023-04-31", false, false, 0},
		{"0000-01-01", false, false, 0},
		{"2023-1-1", false, false, 0},
		{"1970-01-01T00:00:00", false, false, 0},
		{"1970-01-01T24:00:00Z", false, false, 0},
		{"1970-01-01T00:60:00Z", false, false, 0},
		{"1970-01-01T00:00:60Z", false, false, 0},
		{"1970-01-01T00:00:00.Z", false, false, 0},
		{"1970-01-01T00:00:00.1234567890Z", false, false, 0},
		{"1970-01-01T00:00:00+5:00", false, false, 0},
		{"1970-01-01T00:00:00+24:00", false, false, 0},
		{"1970-01-01T00:00:00Zx", false, false, 0},
		{"1970-01-01T00:00:00 05:00", false, false, 0},
		{"", false, false, 0},
		{"now", false, false, 0},
	};
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		int64_t time_us = 0;
		bool is_date = false;
		if (clock_parse(table[i].text, &time_us, &is_date) != table[i].taken ||
			time_us != table[i].time_us || is_date != table[i].is_date)
			fail_msg("%s: %lld", table[i].text, (long long)time_us);
	}
}

static void dates(void **state)
{
	(void)state;
	int year, month, day;
	for (int32_t number = -800000; number < 800000; number++) {
		clock_date_of(number, &year, &month, &day);
		assert_int_equal(clock_day_of(year, month, day), number);
	}
	clock_date_of(20000, &year, &month, &day);
	assert_true(year == 2024 && month == 10 && day == 4);
}

static void clocks_go_forward(void **state)
{
	(void)state;
	int64_t before_us = clock_monotonic_us();
	for (int i = 0; i < 1000; i++) {
		int64_t now_us = clock_monotonic_us();
		assert_true(now_us >= before_us);
		before_us = now_us;
	}
	assert_true(clock_now_us() > INT64_C(1700000000000000));
}

/* A second passes between two looks, in which the wall clock does as the table says. */
static void a_wall_clock_that_is_set(void **state)
{
	(void)state;
	static const struct {
		int64_t passed_us;
		int64_t jump_us;
	} table[] = {
		{1000000, 0},
		{1000500, 0}, /* steered */
		{999500, 0},
		{3000000, 0}, /* stepped by as much as is of no consequence */
		{-1000000, 0},
		{3000001, 2000001},
		{1000000, 0},
		{-1000001, -2000001},
		{1000000, 0},
		{INT64_C(3601000000), INT64_C(3600000000)},
		{INT64_C(-3599000000), INT64_C(-3600000000)},
		{1000000, 0},
	};
	struct clock_watch watch = {0};
	int64_t wall_us = INT64_C(1769851800000000);
	int64_t monotonic_us = 77;
	assert_true(clock_watch_look(&watch, wall_us, monotonic_us) == 0);
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		wall_us += table[i].passed_us;
		monotonic_us += 1000000;
		assert_true(clock_watch_look(&watch, wall_us, monotonic_us) ==
			    table[i].jump_us);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(instants),
		cmocka_unit_test(short_instants),
		cmocka_unit_test(texts),
		cmocka_unit_test(dates),
		cmocka_unit_test(clocks_go_forward),
		cmocka_unit_test(a_wall_clock_that_is_set),
	};
	return cmocka_run_group_tests_name("base/clock", tests, NULL, NULL);
}
