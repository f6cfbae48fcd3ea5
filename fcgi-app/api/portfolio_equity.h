/*
 * GET /api/portfolio/equity: the equity curve by days, with return and drawdown.
 */
#ifndef API_PORTFOLIO_EQUITY_H
#define API_PORTFOLIO_EQUITY_H

#include "http/param.h"

struct request;
struct reply;

enum { PORTFOLIO_EQUITY_PARAMS = 2 };

extern const struct param portfolio_equity_params[PORTFOLIO_EQUITY_PARAMS];

int portfolio_equity(struct request *request, struct reply *reply);

#endif
