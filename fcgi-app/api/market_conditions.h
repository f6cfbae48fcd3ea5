/*
 * The condition that the market is in, in words and numbers: breadth, volume,
 * volatility, trend.
 */
#ifndef API_MARKET_CONDITIONS_H
#define API_MARKET_CONDITIONS_H

struct request;
struct reply;

/* GET /api/market/conditions */
int market_conditions_get(struct request *request, struct reply *reply);

#endif
