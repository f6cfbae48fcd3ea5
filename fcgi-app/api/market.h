/*
 * Quotes, indices, what symbols stand for, and the search for them.
 */
#ifndef API_MARKET_H
#define API_MARKET_H

#include "http/param.h"

struct request;
struct reply;

enum {
	MARKET_QUOTES_PARAMS = 1,
	MARKET_QUOTE_PARAMS = 1,
	MARKET_PROFILES_PARAMS = 1,
	MARKET_SEARCH_PARAMS = 2,
	MARKET_SYMBOLS = 500
};

extern const struct param market_quotes_params[MARKET_QUOTES_PARAMS];
extern const struct param market_profiles_params[MARKET_PROFILES_PARAMS];
extern const struct param market_quote_params[MARKET_QUOTE_PARAMS];
extern const struct param market_search_params[MARKET_SEARCH_PARAMS];

/* GET /api/data/quotes */
int market_quotes(struct request *request, struct reply *reply);

/* GET /api/market/quote/{symbol} */
int market_quote(struct request *request, struct reply *reply);

/* GET /api/market/indices */
int market_indices(struct request *request, struct reply *reply);

/* GET /api/market/profiles */
int market_profiles(struct request *request, struct reply *reply);

/* GET /api/market/search */
int market_search(struct request *request, struct reply *reply);

#endif
