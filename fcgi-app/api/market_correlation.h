/*
 * How alike symbols move: the correlation of their days.
 */
#ifndef API_MARKET_CORRELATION_H
#define API_MARKET_CORRELATION_H

#include "http/param.h"

struct request;
struct reply;

enum { MARKET_CORRELATION_PARAMS = 2 };

extern const struct param market_correlation_params[MARKET_CORRELATION_PARAMS];

/* GET /api/market/correlation */
int market_correlation_get(struct request *request, struct reply *reply);

#endif
