#include "market/sim/sim_release.h"

#include "base/clock.h"
#include "market/calendar.h"

#include <stdbool.h>

enum { SUNDAY, MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY };

/* By the clocks of New York, in seconds. */
enum {
	MORNING = 8 * 3600 + 1800,
	PRODUCTION = 9 * 3600 + 900,
	TEN = 10 * 3600,
	AFTERNOON = 13 * 3600,
	AFTER_CLOSE = 16 * 3600 + 900
};

/* The day of a month that lies `months` after the period's. */
static int32_t day_in(int32_t period, int months, int day_of_month)
{
	int year;
	int month;
	int ignored;
	clock_date_of(period, &year, &month, &ignored);
	month += months;
	return clock_day_of(year + (month - 1) / 12, (month - 1) % 12 + 1, day_of_month);
}

static int32_t on_weekday(int32_t day)
{
	while (calendar_weekday(day) == SUNDAY || calendar_weekday(day) == SATURDAY)
		day++;
	return day;
}

/* The first such day of the week at or after a day; the last at or before one. */
static int32_t weekday_from(int32_t day, int weekday)
{
	return day + (weekday - calendar_weekday(day) + 7) % 7;
}

static int32_t weekday_until(int32_t day, int weekday)
{
	return day - (calendar_weekday(day) - weekday + 7) % 7;
}

/* The first Friday; the second when New Year or Independence Day falls on it. */
static int32_t jobs_day(int32_t period)
{
	int32_t day = weekday_from(day_in(period, 1, 1), FRIDAY);
	int year;
	int month;
	int day_of_month;
	clock_date_of(day, &year, &month, &day_of_month);
	bool holiday = (month == 1 && day_of_month == 1) ||
		       (month == 7 && (day_of_month == 3 || day_of_month == 4));
	return holiday ? day + 7 : day;
}

int32_t sim_release_period(enum macro_series series, int32_t day)
{
	int year;
	int month;
	int day_of_month;
	clock_date_of(day, &year, &month, &day_of_month);
	switch (macro_fact(series)->frequency) {
	case MACRO_DAILY:
		break;
	case MACRO_WEEKLY:
		return weekday_from(day, SATURDAY);
	case MACRO_MONTHLY:
		return day - day_of_month + 1;
	case MACRO_QUARTERLY:
		return clock_day_of(year, (month - 1) / 3 * 3 + 1, 1);
	}
	return day;
}

int32_t sim_release_before(enum macro_series series, int32_t period)
{
	return sim_release_period(series,
		macro_fact(series)->frequency == MACRO_WEEKLY ? period - 7 : period - 1);
}

static int64_t daily_us(
	const struct calendar *calendar, enum macro_series series, int32_t day)
{
	struct calendar_session session;
	if (on_weekday(day) != day || !calendar_session(calendar, day, &session))
		return 0;
	/* The funds rate is counted overnight. */
	if (series == MACRO_FED_FUNDS)
		return calendar_at_us(calendar, on_weekday(day + 1), MORNING);
	return calendar_at_us(calendar, day, AFTER_CLOSE);
}

int64_t sim_release_us(
	const struct calendar *calendar, enum macro_series series, int32_t period)
{
	int32_t day = 0;
	int32_t second = MORNING;
	switch (series) {
	case MACRO_GDP:
		day = weekday_until(day_in(period, 3, 30), THURSDAY);
		break;
	case MACRO_CPI:
	case MACRO_CORE_CPI:
		day = on_weekday(day_in(period, 1, 11 + (period / 30) % 3));
		break;
	case MACRO_UNEMPLOYMENT:
	case MACRO_PAYROLLS:
		day = jobs_day(period);
		break;
	case MACRO_RETAIL_SALES:
		day = on_weekday(day_in(period, 1, 15));
		break;
	case MACRO_INDUSTRIAL_PRODUCTION:
		day = on_weekday(day_in(period, 1, 16));
		second = PRODUCTION;
		break;
	case MACRO_CONSUMER_SENTIMENT:
		day = weekday_until(day_in(period, 1, 1) - 1, FRIDAY);
		second = TEN;
		break;
	case MACRO_HOUSING_STARTS:
		day = on_weekday(day_in(period, 1, 18));
		break;
	case MACRO_JOBLESS_CLAIMS:
		day = weekday_from(period, THURSDAY);
		break;
	case MACRO_MONEY_SUPPLY:
		day = weekday_from(day_in(period, 1, 22), TUESDAY);
		second = AFTERNOON;
		break;
	case MACRO_FED_FUNDS:
	case MACRO_TREASURY_1M:
	case MACRO_TREASURY_3M:
	case MACRO_TREASURY_6M:
	case MACRO_TREASURY_1Y:
	case MACRO_TREASURY_2Y:
	case MACRO_TREASURY_5Y:
	case MACRO_TREASURY_10Y:
	case MACRO_TREASURY_30Y:
		return daily_us(calendar, series, period);
	case MACRO_SERIES:
		return 0;
	}
	return calendar_at_us(calendar, day, second);
}
