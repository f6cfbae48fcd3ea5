/*
 * Tradier: quotes, bars, option chains with greeks, and search.
 */
#ifndef MARKET_PROVIDERS_TRADIER_H
#define MARKET_PROVIDERS_TRADIER_H

#include "market/provider.h"

extern const struct provider tradier_provider;

#endif
