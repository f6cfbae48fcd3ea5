/*
 * What Alpaca tells of companies: news, corporate actions, and which are listed.
 */
#ifndef MARKET_PROVIDERS_ALPACA_COMPANY_H
#define MARKET_PROVIDERS_ALPACA_COMPANY_H

#include "market/provider.h"

enum provider_fault alpaca_company_news(
	struct provider_call *call, const struct news_query *query, struct news *news);
enum provider_fault alpaca_company_actions(struct provider_call *call,
	const struct action_query *query, struct actions *actions);
enum provider_fault alpaca_company_assets(
	struct provider_call *call, struct instruments *assets);

#endif
