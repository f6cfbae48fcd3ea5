/*
 * How high a price stands at the close of each session, and how it opened: the long
 * paths of what moves it, its growth, and its earnings reports; as logarithms of
 * dollars, as if no share had ever been split. At the anchor's close it is the
 * listing's price.
 */
#ifndef MARKET_SIM_LEVEL_H
#define MARKET_SIM_LEVEL_H

#include <stdint.h>

#include "market/sim/sim_world.h"

/* The $VIX lives within these. */
enum { SIM_LEVEL_LEAST_FEAR = 9, SIM_LEVEL_MOST_FEAR = 80 };

struct sim_level {
	double before; /* at the close of the session before */
	double open;   /* without dividends */
	double close;
	double report; /* how much of the way to the open is an earnings report's */
	/* Of the whole move, overnight and in the session; and of the session's part. */
	double variance;
	double variance_open;
	/* How much of a move in the session is by each cause; squares add up to 1. */
	double by_market;
	double by_kin;
	double by_itself;
};

double sim_level_close(const struct sim_share *share, int32_t number);
struct sim_level sim_level(const struct sim_share *share, int32_t number);

/* The standard deviation of its logarithm in a year, as it is around a session:
 * what moves it is smoothed over some weeks. */
double sim_level_volatility(const struct sim_share *share, int32_t number);

#endif
