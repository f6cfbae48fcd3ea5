/*
 * Alpaca's options: the contracts there are, and what they are worth.
 */
#ifndef MARKET_PROVIDERS_ALPACA_OPTIONS_H
#define MARKET_PROVIDERS_ALPACA_OPTIONS_H

#include "market/provider.h"

enum provider_fault alpaca_options_expirations(struct provider_call *call,
	const struct instrument *underlying, struct expirations *expirations);
enum provider_fault alpaca_options_chain(
	struct provider_call *call, const struct chain_query *query, struct chain *chain);

#endif
