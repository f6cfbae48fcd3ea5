/*
 * The figures that statisticians publish, read off the simulated economy: monthly
 * and quarterly levels, weekly claims, and the yields of each day. A pure function of
 * the seed; who may know them when is sim_release's business.
 */
#ifndef MARKET_SIM_SIM_FIGURES_H
#define MARKET_SIM_SIM_FIGURES_H

#include <stdint.h>

#include "market/macro.h"

/* The figure of the period that holds the day, rounded to the series' places. */
int64_t sim_figures_value_e6(uint64_t seed, enum macro_series series, int32_t day);

/* The upper end of the central bank's target range on a day. */
int64_t sim_figures_target_e6(uint64_t seed, int32_t day);

#endif
