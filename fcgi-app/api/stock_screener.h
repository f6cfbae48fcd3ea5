/*
 * Screeners of stocks, as Alpaca's clients ask for them.
 */
#ifndef API_STOCK_SCREENER_H
#define API_STOCK_SCREENER_H

#include "http/param.h"

struct request;
struct reply;

enum { STOCK_SCREENER_ACTIVE_PARAMS = 2, STOCK_SCREENER_MOVER_PARAMS = 1 };

extern const struct param stock_screener_active_params[STOCK_SCREENER_ACTIVE_PARAMS];
extern const struct param stock_screener_mover_params[STOCK_SCREENER_MOVER_PARAMS];

/* GET /v1beta1/screener/stocks/most-actives */
int stock_screener_actives(struct request *request, struct reply *reply);

/* GET /v1beta1/screener/stocks/movers */
int stock_screener_movers(struct request *request, struct reply *reply);

#endif
