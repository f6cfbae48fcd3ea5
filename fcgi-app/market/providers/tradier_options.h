/*
 * Tradier's option chains, with the greeks that it takes from ORATS.
 */
#ifndef MARKET_PROVIDERS_TRADIER_OPTIONS_H
#define MARKET_PROVIDERS_TRADIER_OPTIONS_H

#include "market/provider.h"

enum provider_fault tradier_options_expirations(struct provider_call *call,
	const struct instrument *underlying, struct expirations *expirations);
enum provider_fault tradier_options_chain(
	struct provider_call *call, const struct chain_query *query, struct chain *chain);

#endif
