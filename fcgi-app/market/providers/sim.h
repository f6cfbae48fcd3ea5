/*
 * The simulated exchange, as a provider. See docs/simulated-market.md.
 */
#ifndef MARKET_PROVIDERS_SIM_H
#define MARKET_PROVIDERS_SIM_H

#include <stdint.h>

#include "market/provider.h"

extern const struct provider sim_provider;

/* Chooses the market, once, before anything is asked of it. */
void sim_open(uint64_t seed, const struct calendar *calendar);

#endif
