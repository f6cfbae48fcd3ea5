/*
 * The simulated economy, month by month: expansions and recessions, inflation, and
 * a central bank that follows a rule. Figures and yields are read off it. A pure
 * function of the seed; about the end of 2025 it stands where the simulated prices
 * are anchored.
 */
#ifndef MARKET_SIM_SIM_ECONOMY_H
#define MARKET_SIM_SIM_ECONOMY_H

#include <stdbool.h>
#include <stdint.h>

/* Months are counted from January 1998; the first two years settle. */
enum { SIM_ECONOMY_YEAR = 1998, SIM_ECONOMY_MONTHS = (2037 - SIM_ECONOMY_YEAR) * 12 };

struct sim_economy_month {
	bool recession;
	double gap;          /* output over what is sustainable, percent */
	double unemployment; /* percent */
	double core;         /* core inflation, percent a year */
	double inflation;    /* all of it, percent a year */
	double rule;         /* the policy rate that the rule asks for, percent */
	double policy;  /* upper end of the target range after its meeting, percent */
	double premium; /* what ten years of waiting earn, percent */
};

/* The month of that number; numbers outside are the first and the last. */
const struct sim_economy_month *sim_economy_month(uint64_t seed, int number);

/* The month's number of a year and a month (1 to 12). */
int sim_economy_number(int year, int month);

/* The day on which the central bank decides in a month; 0 when it does not meet. */
int32_t sim_economy_meeting(int year, int month);

/* The range's new upper end, when the rule asks for that rate: a step in quarters of a
 * point, the larger the further there is to go. */
double sim_economy_decision(double policy, double rule);

/* A standard normal number that depends on these three alone. */
double sim_economy_noise(uint64_t seed, uint32_t stream, int64_t index);

#endif
