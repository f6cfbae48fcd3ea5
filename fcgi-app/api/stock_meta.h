/*
 * What the letters in quotes and trades mean, for Alpaca's clients.
 */
#ifndef API_STOCK_META_H
#define API_STOCK_META_H

#include "http/param.h"

struct request;
struct reply;

enum { STOCK_META_CONDITION_PARAMS = 2 };

extern const struct param stock_meta_condition_params[STOCK_META_CONDITION_PARAMS];

/* GET /v2/stocks/meta/conditions/{ticktype} */
int stock_meta_conditions(struct request *request, struct reply *reply);

/* GET /v2/stocks/meta/exchanges */
int stock_meta_exchanges(struct request *request, struct reply *reply);

#endif
