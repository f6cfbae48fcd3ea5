/*
 * GET /v2/account/portfolio/history: what the account was worth and made, as rows of
 * numbers, which is how Alpaca's clients draw it.
 */
#ifndef API_PORTFOLIO_HISTORY_H
#define API_PORTFOLIO_HISTORY_H

#include "http/param.h"

struct request;
struct reply;

enum { PORTFOLIO_HISTORY_PARAMS = 8 };

extern const struct param portfolio_history_params[PORTFOLIO_HISTORY_PARAMS];

int portfolio_history(struct request *request, struct reply *reply);

#endif
