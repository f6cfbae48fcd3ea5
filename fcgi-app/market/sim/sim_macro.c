#include "market/sim/sim_macro.h"

#include "base/arena.h"
#include "base/clock.h"
#include "market/calendar.h"
#include "market/sim/sim_economy.h"
#include "market/sim/sim_figures.h"
#include "market/sim/sim_release.h"
#include "market/sim/sim_world.h"

#include <stdio.h>
#include <stdlib.h>

enum { TWO_PM = 14 * 3600, HALF_YEAR = 184 };

static int32_t first_day(void)
{
	return clock_day_of(CALENDAR_FIRST_YEAR, 1, 1);
}

static int32_t last_day(void)
{
	return clock_day_of(CALENDAR_LAST_YEAR, 12, 31);
}

static enum provider_fault no_memory(struct provider_call *call)
{
	snprintf(call->problem, sizeof(call->problem), "no memory");
	return PROVIDER_FAILED;
}

static bool is_out(
	const struct provider_call *call, enum macro_series series, int32_t period)
{
	int64_t time_us = sim_release_us(call->calendar, series, period);
	return time_us != 0 && time_us <= call->now_us && period >= first_day();
}

/* The newest point is found first: a query asks for the newest so many. */
static size_t collect(const struct provider_call *call, const struct macro_query *query,
	struct macro_point *items, size_t limit)
{
	int32_t from = query->from_day < first_day() ? first_day() : query->from_day;
	int32_t until = query->until_day > last_day() ? last_day() : query->until_day;
	int32_t today = calendar_day_of(call->calendar, call->now_us);
	size_t count = 0;
	if (until > today)
		until = today;
	int32_t period = sim_release_period(query->series, until);
	if (period > until)
		period = sim_release_before(query->series, period);
	for (; period >= from && count < limit;
		period = sim_release_before(query->series, period))
		if (is_out(call, query->series, period))
			items[count++] = (struct macro_point){
				.day = period,
				.value_e6 = sim_figures_value_e6(
					sim_world()->seed, query->series, period),
			};
	return count;
}

enum provider_fault sim_macro_find(struct provider_call *call,
	const struct macro_query *query, struct macro_points *points)
{
	size_t limit = (size_t)(last_day() - first_day() + 1);
	if (query->limit != 0 && query->limit < limit)
		limit = query->limit;
	struct macro_point *items = arena_alloc(call->arena, limit * sizeof(*items));
	if (items == NULL)
		return no_memory(call);
	size_t count = collect(call, query, items, limit);
	for (size_t i = 0; i < count / 2; i++) {
		struct macro_point swapped = items[i];
		items[i] = items[count - 1 - i];
		items[count - 1 - i] = swapped;
	}
	*points = (struct macro_points){items, count};
	return PROVIDER_OK;
}

static int64_t ago(enum macro_series series, int32_t period, int steps)
{
	for (int i = 0; i < steps; i++)
		period = sim_release_before(series, period);
	return sim_figures_value_e6(sim_world()->seed, series, period);
}

/* To the series' places. */
static int64_t rounded(enum macro_series series, int64_t value_e6)
{
	int64_t unit_e6 = series == MACRO_JOBLESS_CLAIMS ? 1000000000 : 1000000;
	for (int i = 0; i < macro_fact(series)->places; i++)
		unit_e6 /= 10;
	return (value_e6 + unit_e6 / 2) / unit_e6 * unit_e6;
}

/* What those who watch would expect, knowing what was out: the last figure and the
 * trend of those before it. */
static int64_t forecast(enum macro_series series, int32_t period)
{
	int64_t last = ago(series, period, 1);
	int64_t quarter = (last - ago(series, period, 4)) / 3;
	int64_t year = (last - ago(series, period, 13)) / 12;
	switch (series) {
	case MACRO_GDP:
		return rounded(series, last + (last - ago(series, period, 5)) / 4);
	case MACRO_CPI:
	case MACRO_CORE_CPI:
	case MACRO_PAYROLLS:
	case MACRO_RETAIL_SALES:
	case MACRO_INDUSTRIAL_PRODUCTION:
	case MACRO_MONEY_SUPPLY:
		return rounded(series, last + (quarter + year) / 2);
	case MACRO_UNEMPLOYMENT:
		return rounded(series, last + quarter / 2);
	case MACRO_CONSUMER_SENTIMENT:
	case MACRO_HOUSING_STARTS:
	case MACRO_JOBLESS_CLAIMS:
		return rounded(series, last - quarter);
	case MACRO_FED_FUNDS:
	case MACRO_TREASURY_1M:
	case MACRO_TREASURY_3M:
	case MACRO_TREASURY_6M:
	case MACRO_TREASURY_1Y:
	case MACRO_TREASURY_2Y:
	case MACRO_TREASURY_5Y:
	case MACRO_TREASURY_10Y:
	case MACRO_TREASURY_30Y:
	case MACRO_SERIES:
		break;
	}
	return last;
}

static bool note_period(const struct provider_call *call, enum macro_series series,
	int32_t period, struct sim_macro_release *release)
{
	int32_t before = sim_release_before(series, period);
	*release = (struct sim_macro_release){
		.time_us = sim_release_us(call->calendar, series, period),
		.series = series,
		.period = period,
		.is_out = is_out(call, series, period),
		.has_previous = is_out(call, series, before),
	};
	if (release->is_out)
		release->actual_e6 =
			sim_figures_value_e6(sim_world()->seed, series, period);
	if (release->has_previous) {
		release->previous_e6 =
			sim_figures_value_e6(sim_world()->seed, series, before);
		release->forecast_e6 = forecast(series, period);
	}
	return release->time_us != 0 && period >= first_day() && period <= last_day();
}

/* The number of the month of the meeting before. */
static int meeting_before(int number)
{
	do
		number--;
	while (sim_economy_meeting(SIM_ECONOMY_YEAR + number / 12, number % 12 + 1) == 0);
	return number;
}

static bool decision_is_out(const struct provider_call *call, int32_t day)
{
	return calendar_at_us(call->calendar, day, TWO_PM) <= call->now_us;
}

/* What the rule asked for at the last meeting is what is expected of the next. */
static bool note_meeting(
	const struct provider_call *call, int number, struct sim_macro_release *release)
{
	int32_t day =
		sim_economy_meeting(SIM_ECONOMY_YEAR + number / 12, number % 12 + 1);
	if (day == 0)
		return false;
	int last = meeting_before(number);
	int32_t last_meeting =
		sim_economy_meeting(SIM_ECONOMY_YEAR + last / 12, last % 12 + 1);
	const struct sim_economy_month *before =
		sim_economy_month(sim_world()->seed, last);
	*release = (struct sim_macro_release){
		.time_us = calendar_at_us(call->calendar, day, TWO_PM),
		.series = MACRO_FED_FUNDS,
		.period = day,
		.is_out = decision_is_out(call, day),
		.has_previous = decision_is_out(call, last_meeting),
	};
	if (release->is_out)
		release->actual_e6 = sim_figures_target_e6(sim_world()->seed, day + 1);
	if (release->has_previous) {
		double expected = sim_economy_decision(before->policy, before->rule);
		release->previous_e6 = sim_figures_target_e6(sim_world()->seed, day);
		release->forecast_e6 = (int64_t)(100 * expected) * 10000;
	}
	return true;
}

static int by_time(const void *a, const void *b)
{
	const struct sim_macro_release *left = a;
	const struct sim_macro_release *right = b;
	if (left->time_us != right->time_us)
		return left->time_us < right->time_us ? -1 : 1;
	return (int)left->series - (int)right->series;
}

static void collect_series(const struct provider_call *call, enum macro_series series,
	int32_t from_day, int32_t until_day, struct sim_macro_releases *releases)
{
	int64_t from_us = calendar_midnight_us(call->calendar, from_day);
	int64_t until_us = calendar_midnight_us(call->calendar, until_day + 1);
	struct sim_macro_release release;
	for (int32_t period = sim_release_period(series, until_day);
		period >= from_day - HALF_YEAR && releases->count < SIM_MACRO_RELEASES;
		period = sim_release_before(series, period)) {
		int64_t time_us = sim_release_us(call->calendar, series, period);
		if (time_us >= from_us && time_us < until_us &&
			note_period(call, series, period, &release))
			releases->items[releases->count++] = release;
	}
}

static void collect_meetings(const struct provider_call *call, int32_t from_day,
	int32_t until_day, struct sim_macro_releases *releases)
{
	int year;
	int month;
	int day;
	struct sim_macro_release release;
	clock_date_of(from_day, &year, &month, &day);
	for (int number = sim_economy_number(year, month);
		number < SIM_ECONOMY_MONTHS && releases->count < SIM_MACRO_RELEASES;
		number++) {
		if (!note_meeting(call, number, &release))
			continue;
		if (release.period > until_day)
			break;
		if (release.period >= from_day)
			releases->items[releases->count++] = release;
	}
}

enum provider_fault sim_macro_find_releases(struct provider_call *call, int32_t from_day,
	int32_t until_day, struct sim_macro_releases *releases)
{
	if (from_day < first_day())
		from_day = first_day();
	if (until_day > last_day())
		until_day = last_day();
	if (until_day >= from_day + SIM_MACRO_RELEASE_DAYS)
		until_day = from_day + SIM_MACRO_RELEASE_DAYS - 1;
	*releases = (struct sim_macro_releases){
		.items = arena_alloc(
			call->arena, SIM_MACRO_RELEASES * sizeof(*releases->items))};
	if (releases->items == NULL)
		return no_memory(call);
	if (from_day > until_day)
		return PROVIDER_OK;
	for (enum macro_series series = 0; series < MACRO_SERIES; series++)
		if (macro_fact(series)->frequency != MACRO_DAILY)
			collect_series(call, series, from_day, until_day, releases);
	collect_meetings(call, from_day, until_day, releases);
	qsort(releases->items, releases->count, sizeof(*releases->items), by_time);
	return PROVIDER_OK;
}
