/*
 * Alpha Vantage's bars, which it tells as CSV, newest first.
 */
#ifndef MARKET_PROVIDERS_ALPHA_VANTAGE_BARS_H
#define MARKET_PROVIDERS_ALPHA_VANTAGE_BARS_H

#include "market/provider.h"

enum provider_fault alpha_vantage_bars_get(
	struct provider_call *call, const struct bar_query *query, struct bars *bars);

#endif
