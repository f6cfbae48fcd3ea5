/*
 * Prices inside market/sim are whole numbers of 10^-4, on the grid of the exchange:
 * cents at a dollar and above, hundredths of a cent below.
 */
#ifndef MARKET_SIM_TICK_H
#define MARKET_SIM_TICK_H

#include <stdint.h>

#include "money/price.h"

/* The price on the grid that is nearest to one, and at least the least there is. */
int64_t sim_tick(double price_e4);

/* How far the next price lies above. */
int64_t sim_tick_size(int64_t price_e4);

struct price sim_tick_price(int64_t price_e4);

#endif
