/*
 * Which contracts are listed on an underlying: a rule, and nothing stored. Fridays of
 * the next eight weeks, third Fridays of the next twelve months, third Fridays of
 * January for three years; on the most traded funds each day of the next two weeks.
 * Where a Friday is a holiday it is the day before.
 *
 * Strikes are laid around closing prices of days that are over: the day before the
 * expiration was listed, the last of each month since and, in its last eight weeks,
 * every day. So a contract that is listed stays so until it expires, and new strikes
 * come the morning after the price has moved. A split divides the strikes that were
 * there.
 */
#ifndef MARKET_SIM_OPTIONS_GRID_H
#define MARKET_SIM_OPTIONS_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "market/sim/sim_world.h"

enum {
	SIM_OPTIONS_GRID_EXPIRATIONS = 64,
	SIM_OPTIONS_GRID_STRIKES = 2048,
	SIM_OPTIONS_GRID_REACH_DAYS = 1092
};

/* Since when contracts that expire on a day are listed; 0 when none expire then. */
int32_t sim_options_grid_listed(const struct sim_share *share, int32_t expiration_day);

/* The expirations on and after a day that are listed on it; returns how many. */
size_t sim_options_grid_expirations(const struct sim_share *share, int32_t day,
	int32_t days[SIM_OPTIONS_GRID_EXPIRATIONS]);

/* The strikes, in 10^-6 and rising, that are listed on a day for an expiration;
 * returns how many. */
size_t sim_options_grid_strikes(const struct sim_share *share, int32_t expiration_day,
	int32_t day, int64_t strikes[SIM_OPTIONS_GRID_STRIKES]);

/* Is the share among the most traded, with daily expirations and finer strikes? */
bool sim_options_grid_is_dense(const struct sim_share *share);

#endif
