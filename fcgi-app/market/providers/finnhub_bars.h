/*
 * Finnhub's bars: a column for each figure.
 */
#ifndef MARKET_PROVIDERS_FINNHUB_BARS_H
#define MARKET_PROVIDERS_FINNHUB_BARS_H

#include "market/provider.h"

enum provider_fault finnhub_bars_get(
	struct provider_call *call, const struct bar_query *query, struct bars *bars);

#endif
