#include "market/sim/sim_economy.h"

#include "base/clock.h"
#include "market/calendar.h"
#include "market/sim/sim_math.h"

#include <math.h>
#include <stdlib.h>

enum { ANCHOR = (2025 - SIM_ECONOMY_YEAR) * 12 + 11 };

/* Streams of noise; what reads values off the economy has streams from 100. */
enum { PHASE_LENGTH, SEVERITY, GAP, CORE, ENERGY, PREMIUM, JOBS, SURGE };

static struct sim_economy_month months[SIM_ECONOMY_MONTHS];
static uint64_t built_seed;
static bool is_built;

/* Within (0, 1). */
static double uniform(uint64_t seed, uint32_t stream, int64_t index)
{
	return sim_math_unit(
		sim_math_bits(sim_math_key(seed, "economy"), (uint64_t)index, stream));
}

double sim_economy_noise(uint64_t seed, uint32_t stream, int64_t index)
{
	return sim_math_normal(
		sim_math_bits(sim_math_key(seed, "economy"), (uint64_t)index, stream));
}

int sim_economy_number(int year, int month)
{
	return (year - SIM_ECONOMY_YEAR) * 12 + month - 1;
}

/* Expansions of 5 to 11 years, recessions of 8 to 17 months. Around the anchor, no
 * recession: prices are anchored in good times. */
static void build_phases(uint64_t seed)
{
	int left = (int)(12 + 60 * uniform(seed, PHASE_LENGTH, -1));
	bool recession = false;
	for (int i = 0, phase = 0; i < SIM_ECONOMY_MONTHS; i++) {
		if (left-- == 0) {
			double draw = uniform(seed, PHASE_LENGTH, phase++);
			recession = !recession;
			left = (int)(recession ? 8 + 9 * draw : 60 + 72 * draw);
		}
		months[i].recession = recession && (i < ANCHOR - 24 || i > ANCHOR + 6);
	}
}

/* How much of the correction that meets the anchor is felt in a month. */
static double nearness(int month)
{
	return sim_math_exp(-abs(month - ANCHOR) / 15.0);
}

/* Moves a path so that it passes through `value` at the anchor. */
#define PASS_THROUGH(member, value)                                                      \
	do {                                                                             \
		double off = (value)-months[ANCHOR].member;                              \
		for (int i = 0; i < SIM_ECONOMY_MONTHS; i++)                             \
			months[i].member += off * nearness(i);                           \
	} while (0)

static void build_activity(uint64_t seed)
{
	double gap = 0.5;
	double depth = 1;
	for (int i = 0; i < SIM_ECONOMY_MONTHS; i++) {
		struct sim_economy_month *month = &months[i];
		if (month->recession && (i == 0 || !months[i - 1].recession))
			depth = 0.5 + uniform(seed, SEVERITY, i);
		double target = month->recession ? -6.5 * depth : 0.9;
		gap += (month->recession ? 0.11 : 0.04) * (target - gap) +
		       0.10 * sim_economy_noise(seed, GAP, i);
		month->gap = gap;
	}
	PASS_THROUGH(gap, 0.2);
	double unemployment = 4.3;
	for (int i = 0; i < SIM_ECONOMY_MONTHS; i++) {
		double target = 4.6 - 0.55 * months[i].gap;
		unemployment += 0.3 * (target - unemployment) +
				0.04 * sim_economy_noise(seed, JOBS, i);
		months[i].unemployment = fmax(unemployment, 3.2);
	}
}

/* Once in about 20 years prices run away for two years. */
static double surge(uint64_t seed, int month)
{
	double sum = 0;
	for (int age = 0; age < 30; age++)
		if (uniform(seed, SURGE, month - age) < 1 / 240.0)
			sum += 2.4 * 4 * (age / 30.0) * (1 - age / 30.0);
	return fmin(sum, 3.5);
}

static void build_prices(uint64_t seed)
{
	double core = 2.2;
	double energy = 0;
	for (int i = 0; i < SIM_ECONOMY_MONTHS; i++) {
		double target = 2.2 + 0.22 * months[i].gap;
		core += 0.05 * (target - core) + 0.09 * sim_economy_noise(seed, CORE, i);
		months[i].core = fmax(core, 0.4) + surge(seed, i);
	}
	PASS_THROUGH(core, 2.7);
	for (int i = 0; i < SIM_ECONOMY_MONTHS; i++) {
		energy += -0.12 * energy + 0.30 * sim_economy_noise(seed, ENERGY, i);
		months[i].inflation = months[i].core + energy;
	}
	PASS_THROUGH(inflation, 2.8);
}

static bool meets(int month)
{
	static const unsigned meetings = 1U << 1 | 1U << 3 | 1U << 5 | 1U << 6 | 1U << 7 |
					 1U << 9 | 1U << 11 | 1U << 12;
	return (meetings >> month & 1) != 0;
}

int32_t sim_economy_meeting(int year, int month)
{
	static const int earliest[] = {0, 25, 0, 15, 0, 1, 12, 25, 0, 15, 0, 1, 9};
	if (!meets(month))
		return 0;
	int32_t day = clock_day_of(year, month, earliest[month]);
	while (calendar_weekday(day) != 3)
		day++;
	return day;
}

double sim_economy_decision(double policy, double rule)
{
	double off = rule - (policy - 0.125);
	double step = 0;
	if (fabs(off) > 0.35)
		step = 0.25;
	if (fabs(off) > 1.5)
		step = 0.5;
	if (fabs(off) > 3)
		step = 0.75;
	return fmax(policy + copysign(step, off), 0.25);
}

static void build_policy(uint64_t seed)
{
	double policy = 5;
	double premium = 0;
	for (int i = 0; i < SIM_ECONOMY_MONTHS; i++) {
		struct sim_economy_month *month = &months[i];
		month->rule =
			0.6 + month->core + 0.5 * (month->core - 2) + 0.7 * month->gap;
		if (meets(i % 12 + 1))
			policy = sim_economy_decision(policy, month->rule);
		month->policy = policy;
		premium += -0.03 * premium + 0.07 * sim_economy_noise(seed, PREMIUM, i);
		month->premium = 1.0 + premium;
	}
}

const struct sim_economy_month *sim_economy_month(uint64_t seed, int number)
{
	if (!is_built || built_seed != seed) {
		build_phases(seed);
		build_activity(seed);
		build_prices(seed);
		build_policy(seed);
		built_seed = seed;
		is_built = true;
	}
	if (number < 0)
		number = 0;
	if (number >= SIM_ECONOMY_MONTHS)
		number = SIM_ECONOMY_MONTHS - 1;
	return &months[number];
}
