/*
 * Bars and trades of option contracts, as Alpaca's clients ask for them.
 */
#ifndef API_OPTION_HISTORY_H
#define API_OPTION_HISTORY_H

#include "api/stock_history.h"

enum {
	OPTION_HISTORY_PARAMS = STOCK_HISTORY_PARAMS,
	OPTION_HISTORY_BARS_PARAMS = STOCK_HISTORY_PARAMS + 1
};

extern const struct param option_history_params[OPTION_HISTORY_PARAMS];
extern const struct param option_history_bars_params[OPTION_HISTORY_BARS_PARAMS];

/* GET /v1beta1/options/bars */
int option_history_bars(struct request *request, struct reply *reply);

/* GET /v1beta1/options/trades */
int option_history_trades(struct request *request, struct reply *reply);

/* GET /v1beta1/options/meta/exchanges */
int option_history_exchanges(struct request *request, struct reply *reply);

#endif
