/*
 * News of the simulated market: what its companies do, how prices move and what the
 * economy brings, told after the fact. A pure function of the seed: what is told at one
 * time is the beginning of what is told later.
 */
#ifndef MARKET_SIM_NEWS_H
#define MARKET_SIM_NEWS_H

#include "market/provider.h"

enum { SIM_NEWS_LIMIT = 10000 };

/* At most SIM_NEWS_LIMIT. PROVIDER_UNKNOWN when it was asked for symbols of which none
 * is listed. */
enum provider_fault sim_news_find(
	struct provider_call *call, const struct news_query *query, struct news *news)
	__attribute__((warn_unused_result));

#endif
