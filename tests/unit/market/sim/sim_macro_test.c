/* The simulated economy: plausible, the same for ever, and nothing before its time. */
#include "market/sim/sim_macro.h"

#include "base/arena.h"
#include "base/clock.h"
#include "market/calendar.h"
#include "market/sim/sim_economy.h"
#include "market/sim/sim_release.h"
#include "market/sim/sim_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const int64_t SECOND_US = 1000000;
static const struct calendar *nyse;
static struct arena *arena;

static int64_t at(int year, int month, int day, int hour, int minute)
{
	return calendar_at_us(
		nyse, clock_day_of(year, month, day), hour * 3600 + minute * 60);
}

static struct provider_call call_at(int64_t now_us)
{
	return (struct provider_call){.arena = arena, .calendar = nyse, .now_us = now_us};
}

static struct macro_points find(enum macro_series series, int64_t now_us, size_t limit)
{
	struct provider_call call = call_at(now_us);
	struct macro_query query = {series, INT32_MIN / 2, INT32_MAX / 2, limit};
	struct macro_points points;
	assert_int_equal(sim_macro_find(&call, &query, &points), PROVIDER_OK);
	return points;
}

static void plausible(void **state)
{
	(void)state;
	static const struct {
		enum macro_series series;
		int64_t least, most;
	} table[] = {
		{MACRO_GDP, 12000, 34000},
		{MACRO_CPI, 130, 480},
		{MACRO_CORE_CPI, 130, 480},
		{MACRO_UNEMPLOYMENT, 3, 12},
		{MACRO_PAYROLLS, 115000, 180000},
		{MACRO_FED_FUNDS, 0, 11},
		{MACRO_TREASURY_1M, 0, 12},
		{MACRO_TREASURY_2Y, 0, 11},
		{MACRO_TREASURY_10Y, 1, 9},
		{MACRO_TREASURY_30Y, 1, 9},
		{MACRO_RETAIL_SALES, 150000, 1400000},
		{MACRO_INDUSTRIAL_PRODUCTION, 60, 120},
		{MACRO_CONSUMER_SENTIMENT, 47, 113},
		{MACRO_HOUSING_STARTS, 350, 2400},
		{MACRO_JOBLESS_CLAIMS, 140000, 900000},
		{MACRO_MONEY_SUPPLY, 2500, 50000},
	};
	for (uint64_t seed = 1; seed <= 5; seed++) {
		sim_world_open(seed, nyse);
		for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
			arena_reset(arena);
			struct macro_points points =
				find(table[i].series, at(2035, 12, 31, 20, 0), 0);
			for (size_t k = 0; k < points.count; k++) {
				int64_t value = points.items[k].value_e6 / 1000000;
				assert_true(value >= table[i].least);
				assert_true(value <= table[i].most);
			}
		}
	}
}

static int32_t day_first_of(enum macro_series series)
{
	int32_t first = clock_day_of(2000, 1, 1);
	int32_t period = sim_release_period(series, first);
	return period < first ? period + 7 : period;
}

/* All of history stands there, in order, on the days that it should. */
static void complete(void **state)
{
	(void)state;
	sim_world_open(1, nyse);
	for (enum macro_series series = 0; series < MACRO_SERIES; series++) {
		arena_reset(arena);
		struct macro_points points = find(series, at(2035, 12, 31, 20, 0), 0);
		static const size_t least[] = {9000, 1870, 429, 142};
		assert_true(points.count >= least[macro_fact(series)->frequency]);
		for (size_t i = 1; i < points.count; i++)
			assert_true(points.items[i - 1].day < points.items[i].day);
		struct calendar_session session;
		if (macro_fact(series)->frequency != MACRO_DAILY)
			assert_int_equal(points.items[0].day, day_first_of(series));
		for (size_t i = 0;
			macro_fact(series)->frequency == MACRO_DAILY && i < points.count;
			i++)
			assert_true(
				calendar_session(nyse, points.items[i].day, &session));
	}
}

/* What is told at one time is the beginning of what is told later. */
static void no_look_ahead(void **state)
{
	(void)state;
	sim_world_open(7, nyse);
	for (enum macro_series series = 0; series < MACRO_SERIES; series++) {
		arena_reset(arena);
		struct macro_points all = find(series, at(2027, 1, 1, 0, 0), 300);
		for (int64_t now_us = at(2026, 4, 1, 8, 29);
			now_us < at(2026, 10, 1, 0, 0);
			now_us += 86400 * 7 * SECOND_US + 1234567) {
			struct macro_points then = find(series, now_us, 1);
			assert_int_equal(then.count, 1);
			size_t i = 0;
			while (i < all.count && all.items[i].day != then.items[0].day)
				i++;
			assert_true(i + 1 < all.count);
			assert_memory_equal(
				&all.items[i], then.items, sizeof(*then.items));
			int32_t next = all.items[i + 1].day;
			assert_true(sim_release_us(nyse, series, next) > now_us);
			assert_true(sim_release_us(nyse, series, then.items[0].day) <=
				    now_us);
		}
	}
}

static void dates(void **state)
{
	(void)state;
	static const struct {
		enum macro_series series;
		int year, month, day; /* of the period */
		int out_year, out_month, out_day, hour, minute;
	} table[] = {
		{MACRO_PAYROLLS, 2026, 4, 1, 2026, 5, 1, 8, 30},
		{MACRO_PAYROLLS, 2026, 5, 1, 2026, 6, 5, 8, 30},
		{MACRO_PAYROLLS, 2026, 6, 1, 2026, 7, 10, 8,
			30}, /* the 3rd is a holiday */
		{MACRO_UNEMPLOYMENT, 2027, 12, 1, 2028, 1, 7, 8, 30},
		{MACRO_JOBLESS_CLAIMS, 2026, 5, 9, 2026, 5, 14, 8, 30},
		{MACRO_GDP, 2026, 1, 1, 2026, 4, 30, 8, 30},
		{MACRO_INDUSTRIAL_PRODUCTION, 2026, 4, 1, 2026, 5, 18, 9, 15},
		{MACRO_CONSUMER_SENTIMENT, 2026, 5, 1, 2026, 5, 29, 10, 0},
		{MACRO_MONEY_SUPPLY, 2026, 4, 1, 2026, 5, 26, 13, 0},
		{MACRO_TREASURY_10Y, 2026, 5, 15, 2026, 5, 15, 16, 15},
		{MACRO_FED_FUNDS, 2026, 5, 15, 2026, 5, 18, 8, 30},
	};
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		assert_int_equal(sim_release_us(nyse, table[i].series,
					 clock_day_of(table[i].year, table[i].month,
						 table[i].day)),
			at(table[i].out_year, table[i].out_month, table[i].out_day,
				table[i].hour, table[i].minute));
	for (int month = 1; month <= 12; month++) {
		int32_t period = clock_day_of(2026, month, 1);
		int year, of_year, day;
		clock_date_of(
			calendar_day_of(nyse, sim_release_us(nyse, MACRO_CPI, period)),
			&year, &of_year, &day);
		assert_int_equal(of_year, month % 12 + 1);
		assert_in_range(day, 11, 15);
	}
	assert_int_equal(
		sim_release_us(nyse, MACRO_TREASURY_2Y, clock_day_of(2026, 12, 25)), 0);
}

/* The curve is upside down now and then, and mostly not. */
static void curves(void **state)
{
	(void)state;
	size_t inverted = 0;
	size_t days = 0;
	for (uint64_t seed = 1; seed <= 4; seed++) {
		sim_world_open(seed, nyse);
		arena_reset(arena);
		int64_t now_us = at(2035, 12, 31, 20, 0);
		struct macro_points twos = find(MACRO_TREASURY_2Y, now_us, 0);
		struct macro_points tens = find(MACRO_TREASURY_10Y, now_us, 0);
		assert_int_equal(twos.count, tens.count);
		for (size_t i = 0; i < twos.count; i++, days++)
			inverted += tens.items[i].value_e6 < twos.items[i].value_e6;
	}
	assert_in_range(inverted, days / 50, days / 3);
}

static void calendar_of_releases(void **state)
{
	(void)state;
	sim_world_open(1, nyse);
	arena_reset(arena);
	struct sim_macro_releases releases;
	int64_t now_us = at(2026, 5, 14, 8, 30);
	struct provider_call call = call_at(now_us);
	int32_t from = clock_day_of(2026, 5, 1);
	int32_t until = clock_day_of(2026, 6, 30);
	assert_int_equal(sim_macro_find_releases(&call, from, until, &releases), 0);
	size_t decisions = 0;
	assert_in_range(releases.count, 25, 40);
	for (size_t i = 0; i < releases.count; i++) {
		const struct sim_macro_release *release = &releases.items[i];
		int32_t day = calendar_day_of(nyse, release->time_us);
		assert_true(day >= from && day <= until);
		assert_true(i == 0 || releases.items[i - 1].time_us <= release->time_us);
		assert_int_equal(release->is_out, release->time_us <= now_us);
		assert_true(release->is_out || release->actual_e6 == 0);
		assert_true(release->has_previous || !release->is_out);
		decisions += release->series == MACRO_FED_FUNDS;
		if (release->series == MACRO_FED_FUNDS || !release->is_out)
			continue;
		struct macro_points points = find(release->series, release->time_us, 2);
		assert_int_equal(points.count, 2);
		assert_int_equal(points.items[1].day, release->period);
		assert_int_equal(points.items[1].value_e6, release->actual_e6);
		assert_int_equal(points.items[0].value_e6, release->previous_e6);
		points = find(release->series, release->time_us - 1, 1);
		assert_int_equal(points.items[0].value_e6, release->previous_e6);
	}
	assert_int_equal(decisions, 2);
}

/* A forecast stands before the figure, and does not change when it comes. */
static void forecasts(void **state)
{
	(void)state;
	sim_world_open(3, nyse);
	arena_reset(arena);
	struct sim_macro_releases before;
	struct sim_macro_releases after;
	int32_t day = clock_day_of(2026, 5, 14);
	struct provider_call early = call_at(at(2026, 5, 14, 8, 29));
	struct provider_call late = call_at(at(2026, 5, 14, 18, 0));
	assert_int_equal(sim_macro_find_releases(&early, day, day, &before), 0);
	assert_int_equal(sim_macro_find_releases(&late, day, day, &after), 0);
	assert_true(before.count > 0 && before.count == after.count);
	for (size_t i = 0; i < before.count; i++) {
		assert_false(before.items[i].is_out);
		assert_true(after.items[i].is_out && before.items[i].has_previous);
		assert_int_equal(before.items[i].forecast_e6, after.items[i].forecast_e6);
		assert_int_not_equal(before.items[i].forecast_e6, 0);
	}
	assert_int_equal(
		sim_macro_find_releases(&late, day, day - 1, &after), PROVIDER_OK);
	assert_int_equal(after.count, 0);
}

static void limits(void **state)
{
	(void)state;
	sim_world_open(1, nyse);
	arena_reset(arena);
	struct provider_call call = call_at(at(2026, 5, 14, 8, 30));
	struct macro_points points;
	struct macro_query query = {
		MACRO_CPI, clock_day_of(2026, 1, 2), clock_day_of(2026, 3, 31), 0};
	assert_int_equal(sim_macro_find(&call, &query, &points), PROVIDER_OK);
	assert_int_equal(points.count, 2);
	assert_int_equal(points.items[0].day, clock_day_of(2026, 2, 1));
	query.limit = 1;
	assert_int_equal(sim_macro_find(&call, &query, &points), PROVIDER_OK);
	assert_int_equal(points.count, 1);
	assert_int_equal(points.items[0].day, clock_day_of(2026, 3, 1));
	query.from_day = clock_day_of(2026, 6, 1);
	query.until_day = clock_day_of(2026, 12, 31);
	assert_int_equal(sim_macro_find(&call, &query, &points), PROVIDER_OK);
	assert_int_equal(points.count, 0);
}

static int set_up(void **state)
{
	(void)state;
	nyse = calendar_load(CALENDAR_NYSE);
	arena = arena_new(1 << 16, 1 << 26);
	return nyse == NULL || arena == NULL;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plausible),
		cmocka_unit_test(complete),
		cmocka_unit_test(no_look_ahead),
		cmocka_unit_test(dates),
		cmocka_unit_test(curves),
		cmocka_unit_test(calendar_of_releases),
		cmocka_unit_test(forecasts),
		cmocka_unit_test(limits),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
