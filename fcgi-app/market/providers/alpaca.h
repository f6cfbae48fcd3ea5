/*
 * Alpaca: snapshots, bars, quotes and trades of shares and funds, option chains, news,
 * corporate actions, and the list of assets. Market data alone: nothing here knows
 * where orders are sent.
 */
#ifndef MARKET_PROVIDERS_ALPACA_H
#define MARKET_PROVIDERS_ALPACA_H

#include "market/provider.h"

extern const struct provider alpaca_provider;

#endif
