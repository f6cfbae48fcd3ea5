/*
 * Candles for charts: the newest so many of a symbol, and little lines of many.
 */
#ifndef API_MARKET_BARS_H
#define API_MARKET_BARS_H

#include "http/param.h"

struct request;
struct reply;

enum { MARKET_BARS_PARAMS = 6, MARKET_BARS_SPARK_PARAMS = 2, MARKET_BARS_SPARKS = 50 };

extern const struct param market_bars_params[MARKET_BARS_PARAMS];
extern const struct param market_bars_spark_params[MARKET_BARS_SPARK_PARAMS];

/* GET /api/market/bars/{symbol} */
int market_bars_get(struct request *request, struct reply *reply);

/* GET /api/market/sparklines */
int market_bars_sparklines(struct request *request, struct reply *reply);

#endif
