/*
 * The long path of one cause of prices: a random walk over sessions in a time that
 * runs fast and slow, so that its moves are now large, now small, for weeks and for
 * years. Its value at any session costs some twenty hashes, without those before it.
 *
 * Between knots, which lie SIM_PATH_KNOT sessions apart and keep to one level, each
 * stretch is halved again and again: a random part of its variance goes to either half,
 * and its middle is displaced as that of a Brownian bridge.
 */
#ifndef MARKET_SIM_PATH_H
#define MARKET_SIM_PATH_H

#include <stdint.h>

enum { SIM_PATH_KNOT = 2048 };

/* One session of it. Values are in standard moves of an average session. */
struct sim_path_session {
	double before; /* at the close of the session before */
	double close;
	double variance; /* of the move; 1 on average */
};

/* Session `number` of the path with that key; numbers may be below 0. */
struct sim_path_session sim_path_session(uint64_t key, int32_t number);

/* The average variance of sessions around one, smoothed over some weeks. */
double sim_path_variance(uint64_t key, int32_t number);

#endif
