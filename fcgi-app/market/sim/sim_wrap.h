/*
 * What there is to write about the market as a whole in a session: how it opens, stands
 * and ends, and the figures of the economy that come out that day.
 */
#ifndef MARKET_SIM_WRAP_H
#define MARKET_SIM_WRAP_H

#include "market/sim/sim_bulletin.h"

/* Writes the bulletins of a session, in no order; returns how many. */
size_t sim_wrap(int32_t number, struct sim_bulletin bulletins[SIM_BULLETIN_MOST]);

/* The symbols that a bulletin on the market names; returns how many. */
size_t sim_wrap_symbols(enum sim_bulletin_kind kind, const char *const **symbols);

/* Where an index stands as a bulletin is written, in 10^-4, and its move since the
 * close before. */
int64_t sim_wrap_index(const struct sim_bulletin *bulletin, int place, double *move);

#endif
