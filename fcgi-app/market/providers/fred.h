/*
 * FRED, the economic data of the Federal Reserve Bank of St. Louis: figures of the
 * whole economy.
 */
#ifndef MARKET_PROVIDERS_FRED_H
#define MARKET_PROVIDERS_FRED_H

#include "market/provider.h"

extern const struct provider fred_provider;

#endif
