/*
 * Tradier's bars: by the minute for some weeks back, by the day for decades.
 */
#ifndef MARKET_PROVIDERS_TRADIER_SERIES_H
#define MARKET_PROVIDERS_TRADIER_SERIES_H

#include "market/provider.h"

enum provider_fault tradier_series_bars(
	struct provider_call *call, const struct bar_query *query, struct bars *bars);

/* The same of an option contract. */
enum provider_fault tradier_series_contract_bars(struct provider_call *call,
	const struct contract_query *query, struct bars *bars);

#endif
