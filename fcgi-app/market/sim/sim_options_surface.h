/*
 * What options on a simulated underlying are priced with: interest, dividends, and a
 * volatility for each strike and expiration. Short terms follow how restless the
 * market is now, long ones what is usual; a coming earnings report adds its own move;
 * low strikes are dearer, far ones dearer still.
 */
#ifndef MARKET_SIM_OPTIONS_SURFACE_H
#define MARKET_SIM_OPTIONS_SURFACE_H

#include <stdint.h>

#include "market/sim/sim_world.h"

struct sim_options_surface {
	double rate;
	double yield;
	double level; /* the volatility at the money */
	double skew;
	double smile;
	double deviation; /* of the logarithm until it expires, at the usual volatility */
};

/* That of one expiration, so many years away, as it stands on a day. */
struct sim_options_surface sim_options_surface_at(
	const struct sim_share *share, int32_t day, int32_t expiration_day, double years);

double sim_options_surface_volatility(
	const struct sim_options_surface *surface, double spot, double strike);

/* Interest for so many years as it stands on a day, as a share of one, continuous. */
double sim_options_surface_rate(int32_t day, double years);

#endif
