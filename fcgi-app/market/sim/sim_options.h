/*
 * Options on what the simulated exchange lists, in the form of a provider's functions.
 * Contracts exist by rule and prices follow from the underlying's: nothing is stored,
 * and the same instant always tells the same.
 */
#ifndef MARKET_SIM_OPTIONS_H
#define MARKET_SIM_OPTIONS_H

#include "market/provider.h"

/* PROVIDER_UNKNOWN when there are no options on it. */
enum provider_fault sim_options_expirations(struct provider_call *call,
	const struct instrument *underlying, struct expirations *expirations)
	__attribute__((warn_unused_result));

/* At most PROVIDER_ITEMS lines. With `only`, PROVIDER_UNKNOWN when that contract is
 * not listed. */
enum provider_fault sim_options_chain(
	struct provider_call *call, const struct chain_query *query, struct chain *chain)
	__attribute__((warn_unused_result));

#endif
