#include "market/sim/sim_figures.h"

#include "base/clock.h"
#include "market/sim/sim_economy.h"
#include "market/sim/sim_math.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

/* Streams of noise: the series' own, from 100; of the yields, from 200. */
enum { SERIES_STREAM = 100, LEVEL_STREAM = 200, SLOPE_STREAM = 220, FUNDS_STREAM = 240 };

/*
 * A series that grows: by its trend, with prices, with the gap, and with noise. It has
 * the value `anchor` in December 2025.
 */
static const struct growing {
	enum macro_series series;
	double anchor;
	double trend; /* percent a year, beside prices */
	double core;  /* how much of core inflation is in it */
	double whole; /* how much of all inflation */
	double gap;   /* percent a percent of gap */
	double noise; /* percent of its level, gone a month later */
} growing[] = {
	{MACRO_GDP, 24080, 2.15, 0, 0, 1, 0.15},
	{MACRO_CPI, 325.0, 0, 0, 1, 0, 0.05},
	{MACRO_CORE_CPI, 331.9, 0, 1, 0, 0, 0.03},
	{MACRO_RETAIL_SALES, 735000, 2.0, 0, 1, 1.2, 0.40},
	{MACRO_INDUSTRIAL_PRODUCTION, 101.6, 0.5, 0, 0, 1.9, 0.30},
	{MACRO_MONEY_SUPPLY, 22350, 3.7, 0, 1, -0.4, 0.15},
};

static double levels[MACRO_SERIES][SIM_ECONOMY_MONTHS];
static uint64_t built_seed;
static bool is_built;

static double noise(uint64_t seed, enum macro_series series, int64_t index)
{
	return sim_economy_noise(seed, SERIES_STREAM + (uint32_t)series, index);
}

static void build_growing(uint64_t seed, const struct growing *rule)
{
	double *level = levels[rule->series];
	double log_level = 0;
	for (int i = 0; i < SIM_ECONOMY_MONTHS; i++) {
		const struct sim_economy_month *month = sim_economy_month(seed, i);
		log_level += (rule->trend + rule->core * month->core +
				     rule->whole * month->inflation) /
			     1200;
		level[i] = sim_math_exp(log_level + rule->gap * month->gap / 100 +
					rule->noise / 100 * noise(seed, rule->series, i));
	}
	double scale = rule->anchor / level[sim_economy_number(2025, 12)];
	for (int i = 0; i < SIM_ECONOMY_MONTHS; i++)
		level[i] *= scale;
}

/* Those at work are the labour force without the unemployed. */
static void build_jobs(uint64_t seed)
{
	double scale = 0;
	for (int i = SIM_ECONOMY_MONTHS - 1; i >= 0; i--) {
		const struct sim_economy_month *month = sim_economy_month(seed, i);
		double force =
			sim_math_exp(0.0075 * (i - sim_economy_number(2025, 12)) / 12);
		double at_work = force * (1 - month->unemployment / 100);
		levels[MACRO_PAYROLLS][i] = at_work;
		levels[MACRO_UNEMPLOYMENT][i] = fmax(
			month->unemployment + 0.06 * noise(seed, MACRO_UNEMPLOYMENT, i),
			3.0);
	}
	scale = 159500 / levels[MACRO_PAYROLLS][sim_economy_number(2025, 12)];
	for (int i = 0; i < SIM_ECONOMY_MONTHS; i++)
		levels[MACRO_PAYROLLS][i] = levels[MACRO_PAYROLLS][i] * scale +
					    30 * noise(seed, MACRO_PAYROLLS, i);
}

static void build_moods(uint64_t seed)
{
	double mood = 0;
	double building = 0;
	for (int i = 0; i < SIM_ECONOMY_MONTHS; i++) {
		const struct sim_economy_month *month = sim_economy_month(seed, i);
		mood += -0.15 * mood + 2.6 * noise(seed, MACRO_CONSUMER_SENTIMENT, i);
		building +=
			-0.25 * building + 0.045 * noise(seed, MACRO_HOUSING_STARTS, i);
		levels[MACRO_CONSUMER_SENTIMENT][i] = fmin(
			fmax(86 + 4.5 * month->gap - 4 * (month->inflation - 2.2) + mood,
				48),
			112);
		levels[MACRO_HOUSING_STARTS][i] =
			fmax(1430 + 95 * month->gap - 50 * (month->policy - 3.25), 450) *
			sim_math_exp(building);
	}
}

static void build(uint64_t seed)
{
	if (is_built && built_seed == seed)
		return;
	for (size_t i = 0; i < sizeof(growing) / sizeof(*growing); i++)
		build_growing(seed, &growing[i]);
	build_jobs(seed);
	build_moods(seed);
	built_seed = seed;
	is_built = true;
}

/* Where a day stands among the months: 5.5 is the middle of the sixth. */
static double position(int32_t day, int *number)
{
	int year;
	int month;
	int day_of_month;
	clock_date_of(day, &year, &month, &day_of_month);
	*number = sim_economy_number(year, month);
	return *number + (day_of_month - 1) / 31.0;
}

/* The economy on a day, between the middles of the months. */
static struct sim_economy_month between(uint64_t seed, int32_t day)
{
	int number;
	double place = position(day, &number) - 0.5;
	int before = (int)floor(place);
	double share = place - before;
	struct sim_economy_month month = *sim_economy_month(seed, before);
	const struct sim_economy_month *next = sim_economy_month(seed, before + 1);
	month.rule += share * (next->rule - month.rule);
	month.premium += share * (next->premium - month.premium);
	month.unemployment += share * (next->unemployment - month.unemployment);
	return month;
}

static double target(uint64_t seed, int32_t day)
{
	int year;
	int month;
	int day_of_month;
	clock_date_of(day, &year, &month, &day_of_month);
	int number = sim_economy_number(year, month);
	int32_t meeting = sim_economy_meeting(year, month);
	bool decided = meeting != 0 && day > meeting; /* it holds from the next day */
	return sim_economy_month(seed, decided ? number : number - 1)->policy;
}

/* Wanders like a price over days, yet any day is reached at once: waves of noise,
 * each twice as long as the one before. */
static double wander(uint64_t seed, uint32_t stream, int32_t day)
{
	double sum = 0;
	for (uint32_t octave = 0; octave < 8; octave++) {
		int32_t length = 1 << octave;
		int32_t step = day / length;
		double share = (double)(day % length) / length;
		sum += sim_math_sqrt(length) *
		       ((1 - share) * sim_economy_noise(seed, stream + octave, step) +
			       share * sim_economy_noise(
					       seed, stream + octave, step + 1));
	}
	return sum;
}

static double average(double speed, double years)
{
	return (1 - sim_math_exp(-speed * years)) / (speed * years);
}

/* What policy is expected to be until then, on the average, and a premium: policy goes
 * to the rule's rate within months, and to the neutral one within years. */
static double yield(uint64_t seed, int32_t day, double years)
{
	const double neutral = 3.1;
	double now = target(seed, day) - 0.17;
	struct sim_economy_month month = between(seed, day);
	double rule = fmax(month.rule, 0.1);
	double level = 0.022 * wander(seed, LEVEL_STREAM, day);
	double slope = 0.010 * wander(seed, SLOPE_STREAM, day);
	double length = 1 - sim_math_exp(-years / 6);
	double value = neutral + (rule - neutral) * average(0.3, years) +
		       (now - rule) * average(1.6, years) + month.premium * length +
		       level * (1 - sim_math_exp(-years * 1.2)) + slope * length;
	return fmax(value, 0.02);
}

/* A week's claims follow unemployment and where it is going. */
static double claims(uint64_t seed, int32_t day)
{
	double rate = between(seed, day).unemployment;
	double rise = rate - between(seed, day - 60).unemployment;
	double thousands = fmax(222 + 38 * (rate - 4.3) + 170 * rise, 160);
	return 1000 * thousands *
	       sim_math_exp(0.03 * noise(seed, MACRO_JOBLESS_CLAIMS, day / 7));
}

static double quarter(uint64_t seed, int number)
{
	double sum = 0;
	build(seed);
	for (int i = 0; i < 3; i++)
		sum += levels[MACRO_GDP][number / 3 * 3 + i];
	return sum / 3;
}

static double value_of(uint64_t seed, enum macro_series series, int32_t day)
{
	int number;
	(void)position(day, &number);
	switch (series) {
	case MACRO_GDP:
		return quarter(seed, number);
	case MACRO_CPI:
	case MACRO_CORE_CPI:
	case MACRO_UNEMPLOYMENT:
	case MACRO_PAYROLLS:
	case MACRO_RETAIL_SALES:
	case MACRO_INDUSTRIAL_PRODUCTION:
	case MACRO_CONSUMER_SENTIMENT:
	case MACRO_HOUSING_STARTS:
	case MACRO_MONEY_SUPPLY:
		build(seed);
		return levels[series][number];
	case MACRO_JOBLESS_CLAIMS:
		return claims(seed, day);
	case MACRO_FED_FUNDS:
		return target(seed, day) - 0.17 +
		       0.008 * noise(seed, MACRO_FED_FUNDS, day);
	case MACRO_TREASURY_1M:
		return yield(seed, day, 1 / 12.0);
	case MACRO_TREASURY_3M:
		return yield(seed, day, 0.25);
	case MACRO_TREASURY_6M:
		return yield(seed, day, 0.5);
	case MACRO_TREASURY_1Y:
		return yield(seed, day, 1);
	case MACRO_TREASURY_2Y:
		return yield(seed, day, 2);
	case MACRO_TREASURY_5Y:
		return yield(seed, day, 5);
	case MACRO_TREASURY_10Y:
		return yield(seed, day, 10);
	case MACRO_TREASURY_30Y:
		return yield(seed, day, 30);
	case MACRO_SERIES:
		break;
	}
	return 0;
}

int64_t sim_figures_value_e6(uint64_t seed, enum macro_series series, int32_t day)
{
	int64_t unit_e6 = 1000000;
	double scale = 1;
	for (int i = 0; i < macro_fact(series)->places; i++) {
		unit_e6 /= 10;
		scale *= 10;
	}
	int64_t units = llround(value_of(seed, series, day) * scale);
	/* Claims are counted in thousands of persons. */
	if (series == MACRO_JOBLESS_CLAIMS)
		units = units / 1000 * 1000;
	return units * unit_e6;
}

int64_t sim_figures_target_e6(uint64_t seed, int32_t day)
{
	return llround(target(seed, day) * 100) * 10000;
}
