/*
 * Alpha Vantage: last prices, bars, news, some figures of the economy, and search.
 */
#ifndef MARKET_PROVIDERS_ALPHA_VANTAGE_H
#define MARKET_PROVIDERS_ALPHA_VANTAGE_H

#include "market/provider.h"

extern const struct provider alpha_vantage_provider;

#endif
