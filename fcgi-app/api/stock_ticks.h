/*
 * Trades and quotes of stocks, one by one, as Alpaca's clients ask for them.
 */
#ifndef API_STOCK_TICKS_H
#define API_STOCK_TICKS_H

#include "api/stock_history.h"

extern const struct param stock_ticks_params[STOCK_HISTORY_PARAMS];
extern const struct param stock_ticks_one_params[STOCK_HISTORY_PARAMS];

/* GET /v2/stocks/trades and /v2/stocks/{symbol}/trades */
int stock_ticks_trades(struct request *request, struct reply *reply);

/* GET /v2/stocks/quotes and /v2/stocks/{symbol}/quotes */
int stock_ticks_quotes(struct request *request, struct reply *reply);

#endif
