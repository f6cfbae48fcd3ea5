/*
 * Alpaca's series in time: bars, quotes and trades of one symbol or contract,
 * page by page.
 */
#ifndef MARKET_PROVIDERS_ALPACA_SERIES_H
#define MARKET_PROVIDERS_ALPACA_SERIES_H

#include "market/provider.h"

enum provider_fault alpaca_series_bars(
	struct provider_call *call, const struct bar_query *query, struct bars *bars);
enum provider_fault alpaca_series_quotes(struct provider_call *call,
	const struct tick_query *query, struct quotes *quotes);
enum provider_fault alpaca_series_trades(struct provider_call *call,
	const struct tick_query *query, struct trades *trades);

/* The same of an option contract. */
enum provider_fault alpaca_series_contract_bars(struct provider_call *call,
	const struct contract_query *query, struct bars *bars);
enum provider_fault alpaca_series_contract_trades(struct provider_call *call,
	const struct contract_query *query, struct trades *trades);

#endif
