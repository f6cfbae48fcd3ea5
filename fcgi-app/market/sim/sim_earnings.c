#include "market/sim/sim_earnings.h"

#include "base/clock.h"
#include "market/sim/sim_math.h"

enum purpose { HABIT = 100, DATE, SURPRISE };

/* Quarters are counted from the year 0. */
static int32_t quarter_of(int32_t day)
{
	int year, month, of_month;
	clock_date_of(day, &year, &month, &of_month);
	return year * 4 + (month - 1) / 3;
}

/* The day in a quarter on which the company reports: from the second week to the
 * sixth, most in between, and never on a Friday. */
static int32_t report_day(const struct sim_share *share, int32_t quarter)
{
	uint64_t habit = sim_math_bits(share->key, 0, HABIT);
	uint64_t date = sim_math_bits(share->key, (uint64_t)quarter, DATE);
	int32_t day = clock_day_of(quarter / 4, quarter % 4 * 3 + 1, 1);
	day += 12 + (int32_t)(habit % 13 + (habit >> 32) % 13 + date % 3);
	static const int32_t moved[] = {1, 0, 0, 0, 0, -1, 2};
	return day + moved[calendar_weekday(day)];
}

/* The session after whose close it reports; -1 outside the calendar. */
static int32_t report_number(const struct sim_share *share, int32_t quarter)
{
	const struct calendar *calendar = sim_world()->calendar;
	if (quarter < CALENDAR_FIRST_YEAR * 4 || quarter >= CALENDAR_LAST_YEAR * 4 + 4)
		return -1;
	return calendar_number(calendar, report_day(share, quarter));
}

static double surprise_of(const struct sim_share *share, int32_t quarter)
{
	return sim_math_normal(sim_math_bits(share->key, (uint64_t)quarter, SURPRISE));
}

/* The quarter in which a session lies; the first or last for those beyond. */
static int32_t quarter_at(int32_t number)
{
	const struct calendar *calendar = sim_world()->calendar;
	int32_t last = calendar_sessions(calendar) - 1;
	number = number < 0 ? 0 : number > last ? last : number;
	return quarter_of(calendar_numbered(calendar, number).day);
}

double sim_earnings_level(const struct sim_share *share, int32_t number)
{
	if (share->by_report <= 0)
		return 0;
	int32_t last = quarter_at(number);
	double lasts = sim_world()->sessions_a_year / 4, level = 0;
	for (int32_t quarter = last - 1; quarter <= last; quarter++) {
		int32_t reported = report_number(share, quarter);
		double age = number - reported - 1;
		if (reported >= 0 && age >= 0 && age < lasts)
			level += surprise_of(share, quarter) * (1 - age / lasts);
	}
	return level * share->by_report;
}

double sim_earnings_move(const struct sim_share *share, int32_t number)
{
	if (share->by_report <= 0)
		return 0;
	int32_t quarter = quarter_at(number - 1);
	if (report_number(share, quarter) != number - 1)
		return 0;
	return surprise_of(share, quarter) * share->by_report;
}

static struct sim_earnings_report report_of(
	const struct sim_share *share, int32_t quarter, int32_t number)
{
	struct calendar_session session =
		calendar_numbered(sim_world()->calendar, number);
	double surprise = surprise_of(share, quarter);
	return (struct sim_earnings_report){
		.day = session.day,
		.time_us = session.close_us,
		.year = (quarter - 1) / 4,
		.quarter = (quarter - 1) % 4 + 1,
		.surprise = surprise,
		.move = surprise * share->by_report,
	};
}

size_t sim_earnings(const char *symbol, int32_t from_day, int32_t until_day,
	struct sim_earnings_report *reports, size_t limit)
{
	int place = listing_find(symbol);
	if (place < 0 || !listing_at(place)->has_earnings || from_day > until_day)
		return 0;
	const struct sim_share *share = sim_world_share(place);
	int32_t sessions = calendar_sessions(sim_world()->calendar);
	int32_t first = quarter_at(calendar_number(sim_world()->calendar, from_day));
	int32_t last = quarter_at(calendar_number(sim_world()->calendar, until_day));
	size_t count = 0;
	for (int32_t quarter = first; quarter <= last && count < limit; quarter++) {
		int32_t number = report_number(share, quarter);
		if (number < 0 || number >= sessions)
			continue;
		reports[count] = report_of(share, quarter, number);
		if (reports[count].day >= from_day && reports[count].day <= until_day)
			count++;
	}
	return count;
}
