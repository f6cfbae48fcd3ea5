/*
 * News: of companies and of the market, in the server's own form and in Alpaca's.
 */
#ifndef API_NEWS_H
#define API_NEWS_H

#include "http/param.h"

struct request;
struct reply;

/* The parameters that all lists of news have; then which symbols; then a route's own. */
enum {
	NEWS_START,
	NEWS_END,
	NEWS_LIMIT,
	NEWS_SORT,
	NEWS_TOKEN,
	NEWS_MARKET_PARAMS,
	NEWS_ABOUT = NEWS_MARKET_PARAMS,
	NEWS_COMPANY_PARAMS,
	NEWS_SYMBOL = NEWS_COMPANY_PARAMS, /* of the server's own list */
	NEWS_LIST_PARAMS,
	NEWS_CONTENT = NEWS_COMPANY_PARAMS, /* of Alpaca's */
	NEWS_CONTENTLESS,
	NEWS_ALPACA_PARAMS
};

extern const struct param news_list_params[NEWS_LIST_PARAMS];
extern const struct param news_company_params[NEWS_COMPANY_PARAMS];
extern const struct param news_market_params[NEWS_MARKET_PARAMS];
extern const struct param news_alpaca_params[NEWS_ALPACA_PARAMS];

/* GET /api/news */
int news_list(struct request *request, struct reply *reply);

/* GET /api/news/company/{symbol} */
int news_company(struct request *request, struct reply *reply);

/* GET /api/news/market */
int news_market(struct request *request, struct reply *reply);

/* GET /v1beta1/news */
int news_alpaca(struct request *request, struct reply *reply);

#endif
