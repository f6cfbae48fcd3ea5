/*
 * Option chains for our own pages: an underlying's contracts of one expiration, with
 * quotes, Greeks and volatility.
 */
#ifndef API_OPTIONS_H
#define API_OPTIONS_H

#include "http/param.h"

struct request;
struct reply;

enum { OPTIONS_CHAIN_PARAMS = 2, OPTIONS_EXPIRATIONS_PARAMS = 1 };

extern const struct param options_chain_params[OPTIONS_CHAIN_PARAMS];
extern const struct param options_expirations_params[OPTIONS_EXPIRATIONS_PARAMS];

/* GET /api/options/chain/{symbol} */
int options_chain(struct request *request, struct reply *reply);

/* GET /api/options/expirations/{symbol} */
int options_expirations(struct request *request, struct reply *reply);

#endif
