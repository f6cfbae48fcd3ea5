/*
 * The day at a glance: movers, sectors, and the condition that the market is in.
 */
#ifndef API_MARKET_MOVERS_H
#define API_MARKET_MOVERS_H

#include "http/param.h"

struct request;
struct reply;

enum { MARKET_MOVERS_PARAMS = 1 };

extern const struct param market_movers_params[MARKET_MOVERS_PARAMS];

/* GET /api/market/movers */
int market_movers_get(struct request *request, struct reply *reply);

/* GET /api/market/sectors */
int market_movers_sectors(struct request *request, struct reply *reply);

#endif
