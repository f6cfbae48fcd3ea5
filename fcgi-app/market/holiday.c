#include "market/holiday.h"

#include <stddef.h>

#include "base/clock.h"

enum { SUNDAY, MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY };
enum {
	JANUARY = 1,
	FEBRUARY,
	MAY = 5,
	JUNE,
	JULY,
	SEPTEMBER = 9,
	OCTOBER,
	NOVEMBER,
	DECEMBER
};

/* A date, taken apart. */
struct date {
	int32_t day;
	int year;
	int month;
	int of_month;
	int weekday;
};

static struct date date_of(int32_t day)
{
	struct date date = {.day = day, .weekday = (int)(((day + 4) % 7 + 7) % 7)};
	clock_date_of(day, &date.year, &date.month, &date.of_month);
	return date;
}

static bool is_on(const struct date *date, int month, int of_month)
{
	return date->month == month && date->of_month == of_month;
}

/* Is it the nth such weekday of a month? */
static bool is_nth(const struct date *date, int month, int weekday, int nth)
{
	return date->month == month && date->weekday == weekday &&
	       (date->of_month - 1) / 7 == nth - 1;
}

/* Is a date of the year kept on this day? One on a Sunday is kept on Monday, one
 * on a Saturday on Friday. */
static bool is_observed(const struct date *date, int month, int of_month)
{
	return (is_on(date, month, of_month) && date->weekday != SATURDAY &&
		       date->weekday != SUNDAY) ||
	       (is_on(date, month, of_month + 1) && date->weekday == MONDAY) ||
	       (is_on(date, month, of_month - 1) && date->weekday == FRIDAY);
}

/* Easter Sunday, by the Gregorian computus. */
static int32_t easter(int year)
{
	int golden = year % 19;
	int century = year / 100;
	int epact =
		(century - century / 4 - (8 * century + 13) / 25 + 19 * golden + 15) % 30;
	int moon = epact - epact / 28 * (1 - 29 / (epact + 1) * ((21 - golden) / 11));
	int weekday = (year + year / 4 + moon + 2 - century + century / 4) % 7;
	return clock_day_of(year, 3, 28) + moon - weekday;
}

/* The accounts of the old year are not left open: a first of January on a Saturday
 * is not kept on the Friday before. */
static bool is_new_year(const struct date *date)
{
	return (is_on(date, JANUARY, 1) && date->weekday != SATURDAY &&
		       date->weekday != SUNDAY) ||
	       (is_on(date, JANUARY, 2) && date->weekday == MONDAY);
}

static const char *regular(const struct date *date)
{
	if (is_new_year(date))
		return "New Year's Day";
	if (is_nth(date, JANUARY, MONDAY, 3))
		return "Martin Luther King Jr. Day";
	if (is_nth(date, FEBRUARY, MONDAY, 3))
		return "Presidents' Day";
	if (date->day == easter(date->year) - 2)
		return "Good Friday";
	if (date->month == MAY && date->weekday == MONDAY && date->of_month > 24)
		return "Memorial Day";
	if (date->year >= 2022 && is_observed(date, JUNE, 19))
		return "Juneteenth";
	if (is_observed(date, JULY, 4))
		return "Independence Day";
	if (is_nth(date, SEPTEMBER, MONDAY, 1))
		return "Labor Day";
	if (is_nth(date, NOVEMBER, THURSDAY, 4))
		return "Thanksgiving Day";
	if (is_observed(date, DECEMBER, 25))
		return "Christmas Day";
	return NULL;
}

/* Until 2012 a Fourth on a Thursday gave a half day on the Friday after it; since
 * 2013 a Wednesday before it is one, as other days before it always were. */
static const char *half(const struct date *date)
{
	bool before_friday = date->weekday >= MONDAY && date->weekday <= THURSDAY;
	if (date->month == NOVEMBER && date->weekday == FRIDAY && date->of_month >= 23 &&
		date->of_month <= 29)
		return "Day after Thanksgiving";
	if (is_on(date, JULY, 3) && before_friday &&
		(date->weekday != WEDNESDAY || date->year >= 2013))
		return "Day before Independence Day";
	if (is_on(date, JULY, 5) && date->weekday == FRIDAY && date->year < 2013)
		return "Day after Independence Day";
	if (is_on(date, DECEMBER, 24) && before_friday)
		return "Christmas Eve";
	if (is_on(date, DECEMBER, 26) && date->year == 2003)
		return "Day after Christmas";
	return NULL;
}

static const char *special(const struct date *date)
{
	static const struct {
		int year, month, first, last;
		const char *name;
	} closures[] = {
		{2001, SEPTEMBER, 11, 14, "September 11 attacks"},
		{2004, JUNE, 11, 11, "Day of mourning for Ronald Reagan"},
		{2007, JANUARY, 2, 2, "Day of mourning for Gerald Ford"},
		{2012, OCTOBER, 29, 30, "Hurricane Sandy"},
		{2018, DECEMBER, 5, 5, "Day of mourning for George H. W. Bush"},
		{2025, JANUARY, 9, 9, "Day of mourning for Jimmy Carter"},
	};
	for (size_t i = 0; i < sizeof(closures) / sizeof(*closures); i++) {
		if (date->year == closures[i].year && date->month == closures[i].month &&
			date->of_month >= closures[i].first &&
			date->of_month <= closures[i].last)
			return closures[i].name;
	}
	return NULL;
}

bool holiday_on(int32_t day, struct holiday *holiday)
{
	struct date date = date_of(day);
	const char *name = regular(&date);
	bool is_half = false;
	if (name == NULL)
		name = special(&date);
	if (name == NULL) {
		name = half(&date);
		is_half = true;
	}
	if (name == NULL)
		return false;
	*holiday = (struct holiday){.name = name, .is_half = is_half};
	return true;
}

bool holiday_of_banks(int32_t day)
{
	struct date date = date_of(day);
	bool veterans = is_observed(&date, NOVEMBER, 11) && !is_on(&date, NOVEMBER, 10);
	return is_nth(&date, OCTOBER, MONDAY, 2) || veterans;
}
