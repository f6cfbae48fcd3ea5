/*
 * What an account realized: in all, by symbol and by day, and each lot that was closed.
 */
#ifndef API_PORTFOLIO_REALIZED_H
#define API_PORTFOLIO_REALIZED_H

#include "http/param.h"

struct request;
struct reply;

enum { PORTFOLIO_REALIZED_PARAMS = 3, PORTFOLIO_REALIZED_CLOSINGS_PARAMS = 5 };

extern const struct param portfolio_realized_params[PORTFOLIO_REALIZED_PARAMS];
extern const struct param
	portfolio_realized_closings_params[PORTFOLIO_REALIZED_CLOSINGS_PARAMS];

int portfolio_realized(struct request *request, struct reply *reply);
int portfolio_realized_closings(struct request *request, struct reply *reply);

#endif
