/*
 * What was traded of a contract on a simulated underlying, and at what prices.
 */
#ifndef MARKET_SIM_OPTIONS_HISTORY_H
#define MARKET_SIM_OPTIONS_HISTORY_H

#include "market/provider.h"

/* The bars in which the contract was traded. Open and close are the model's prices at
 * the underlying's open and close; high and low the dearest and cheapest that it was
 * at any of the underlying's four; the average is that of the four; volume and trades
 * are those of the tape. PROVIDER_UNKNOWN when the contract is not listed. */
enum provider_fault sim_options_history_bars(
	struct provider_call *call, const struct contract_query *query, struct bars *bars)
	__attribute__((warn_unused_result));

/* Its trades, likewise. */
enum provider_fault sim_options_history_trades(struct provider_call *call,
	const struct contract_query *query, struct trades *trades)
	__attribute__((warn_unused_result));

#endif
