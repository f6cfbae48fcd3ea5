/* Which days are holidays and half days, year by year, against what the exchanges
 * kept or have announced. */
#include "market/holiday.h"

#include "base/clock.h"
#include "market/calendar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

/* Months and days. */
static const struct {
	int year;
	const char *closed;
	const char *half;
} years[] = {
	{2000, "0117 0221 0421 0529 0704 0904 1123 1225", "0703 1124"},
	{2001, "0101 0115 0219 0413 0528 0704 0903 0911 0912 0913 0914 1122 1225",
		"0703 1123 1224"},
	{2002, "0101 0121 0218 0329 0527 0704 0902 1128 1225", "0705 1129 1224"},
	{2003, "0101 0120 0217 0418 0526 0704 0901 1127 1225", "0703 1128 1224 1226"},
	{2004, "0101 0119 0216 0409 0531 0611 0705 0906 1125 1224", "1126"},
	{2005, "0117 0221 0325 0530 0704 0905 1124 1226", "1125"},
	{2006, "0102 0116 0220 0414 0529 0704 0904 1123 1225", "0703 1124"},
	{2007, "0101 0102 0115 0219 0406 0528 0704 0903 1122 1225", "0703 1123 1224"},
	{2008, "0101 0121 0218 0321 0526 0704 0901 1127 1225", "0703 1128 1224"},
	{2009, "0101 0119 0216 0410 0525 0703 0907 1126 1225", "1127 1224"},
	{2010, "0101 0118 0215 0402 0531 0705 0906 1125 1224", "1126"},
	{2011, "0117 0221 0422 0530 0704 0905 1124 1226", "1125"},
	{2012, "0102 0116 0220 0406 0528 0704 0903 1029 1030 1122 1225",
		"0703 1123 1224"},
	{2013, "0101 0121 0218 0329 0527 0704 0902 1128 1225", "0703 1129 1224"},
	{2014, "0101 0120 0217 0418 0526 0704 0901 1127 1225", "0703 1128 1224"},
	{2015, "0101 0119 0216 0403 0525 0703 0907 1126 1225", "1127 1224"},
	{2016, "0101 0118 0215 0325 0530 0704 0905 1124 1226", "1125"},
	{2017, "0102 0116 0220 0414 0529 0704 0904 1123 1225", "0703 1124"},
	{2018, "0101 0115 0219 0330 0528 0704 0903 1122 1205 1225", "0703 1123 1224"},
	{2019, "0101 0121 0218 0419 0527 0704 0902 1128 1225", "0703 1129 1224"},
	{2020, "0101 0120 0217 0410 0525 0703 0907 1126 1225", "1127 1224"},
	{2021, "0101 0118 0215 0402 0531 0705 0906 1125 1224", "1126"},
	{2022, "0117 0221 0415 0530 0620 0704 0905 1124 1226", "1125"},
	{2023, "0102 0116 0220 0407 0529 0619 0704 0904 1123 1225", "0703 1124"},
	{2024, "0101 0115 0219 0329 0527 0619 0704 0902 1128 1225", "0703 1129 1224"},
	{2025, "0101 0109 0120 0217 0418 0526 0619 0704 0901 1127 1225",
		"0703 1128 1224"},
	{2026, "0101 0119 0216 0403 0525 0619 0703 0907 1126 1225", "1127 1224"},
	{2027, "0101 0118 0215 0326 0531 0618 0705 0906 1125 1224", "1126"},
	{2028, "0117 0221 0414 0529 0619 0704 0904 1123 1225", "0703 1124"},
};

static void every_day_of_the_years(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(years); i++) {
		char closed[128] = "", half[128] = "";
		int32_t end = clock_day_of(years[i].year + 1, 1, 1);
		for (int32_t day = clock_day_of(years[i].year, 1, 1); day < end; day++) {
			struct holiday holiday;
			int year, month, of_month;
			if (!holiday_on(day, &holiday))
				continue;
			char *list = holiday.is_half ? half : closed;
			size_t length = strlen(list);
			clock_date_of(day, &year, &month, &of_month);
			snprintf(list + length, sizeof(closed) - length, "%s%02d%02d",
				length == 0 ? "" : " ", month, of_month);
		}
		assert_string_equal(closed, years[i].closed);
		assert_string_equal(half, years[i].half);
	}
}

/* Until 2035, Easter included: two days before 2029-04-01 and so on. */
static void later_years(void **state)
{
	(void)state;
	static const char *const fridays[] = {"2029-03-30", "2030-04-19", "2031-04-11",
		"2032-03-26", "2033-04-15", "2034-04-07", "2035-03-23"};
	static const char *const open[] = {"2032-12-31", "2027-12-31", "2029-12-26"};
	struct holiday holiday;
	int32_t day;
	for (size_t i = 0; i < COUNT(fridays); i++) {
		assert_true(calendar_parse_day(fridays[i], &day));
		assert_true(holiday_on(day, &holiday) && !holiday.is_half);
		assert_string_equal(holiday.name, "Good Friday");
		assert_false(holiday_on(day - 7, &holiday));
		assert_false(holiday_on(day + 7, &holiday));
	}
	for (size_t i = 0; i < COUNT(open); i++) {
		assert_true(calendar_parse_day(open[i], &day));
		assert_false(holiday_on(day, &holiday));
	}
	assert_true(calendar_parse_day("2030-07-03", &day));
	assert_true(holiday_on(day, &holiday) && holiday.is_half);
}

static void weekends_are_no_holidays(void **state)
{
	(void)state;
	struct holiday holiday;
	int32_t end = clock_day_of(2036, 1, 1);
	for (int32_t day = clock_day_of(2000, 1, 1); day < end; day++) {
		int weekday = calendar_weekday(day);
		if (weekday == 0 || weekday == 6)
			assert_false(holiday_on(day, &holiday));
	}
}

static void names(void **state)
{
	(void)state;
	static const struct {
		const char *day, *name;
	} table[] = {
		{"2022-06-20", "Juneteenth"},
		{"2026-07-03", "Independence Day"},
		{"2010-12-24", "Christmas Day"},
		{"2012-01-02", "New Year's Day"},
		{"2025-01-09", "Day of mourning for Jimmy Carter"},
		{"2012-10-30", "Hurricane Sandy"},
		{"2024-12-24", "Christmas Eve"},
		{"2024-11-29", "Day after Thanksgiving"},
		{"2025-01-20", "Martin Luther King Jr. Day"},
		{"2025-02-17", "Presidents' Day"},
		{"2025-05-26", "Memorial Day"},
		{"2025-09-01", "Labor Day"},
		{"2025-11-27", "Thanksgiving Day"},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct holiday holiday;
		int32_t day;
		assert_true(calendar_parse_day(table[i].day, &day));
		assert_true(holiday_on(day, &holiday));
		assert_string_equal(holiday.name, table[i].name);
	}
}

static void banks(void **state)
{
	(void)state;
	static const struct {
		const char *day;
		bool closed;
	} table[] = {
		{"2024-10-14", true},
		{"2024-10-07", false},
		{"2024-11-11", true},
		{"2012-11-12", true},  /* the eleventh was a Sunday */
		{"2023-11-10", false}, /* the eleventh was a Saturday */
		{"2023-11-13", false},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		int32_t day;
		assert_true(calendar_parse_day(table[i].day, &day));
		assert_int_equal(holiday_of_banks(day), table[i].closed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_day_of_the_years),
		cmocka_unit_test(later_years),
		cmocka_unit_test(weekends_are_no_holidays),
		cmocka_unit_test(names),
		cmocka_unit_test(banks),
	};
	return cmocka_run_group_tests_name("market/holiday", tests, NULL, NULL);
}
