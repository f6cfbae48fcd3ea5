/*
 * Bars of stocks, as Alpaca's clients ask for them.
 */
#ifndef API_STOCK_BARS_H
#define API_STOCK_BARS_H

#include "api/stock_history.h"

enum { STOCK_BARS_PARAMS = STOCK_HISTORY_PARAMS + 2 };

extern const struct param stock_bars_params[STOCK_BARS_PARAMS];
extern const struct param stock_bars_one_params[STOCK_BARS_PARAMS];

/* GET /v2/stocks/bars and /v2/stocks/{symbol}/bars */
int stock_bars_get(struct request *request, struct reply *reply);

/* Reads raw, split, dividend, all, or several separated by commas. */
bool stock_bars_adjustment(const char *text, enum bar_adjustment *adjustment)
	__attribute__((warn_unused_result));

#endif
