/*
 * Finnhub: last prices, bars (which most plans lack), news, and search.
 */
#ifndef MARKET_PROVIDERS_FINNHUB_H
#define MARKET_PROVIDERS_FINNHUB_H

#include "market/provider.h"

extern const struct provider finnhub_provider;

#endif
