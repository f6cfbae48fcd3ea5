/*
 * What an account holds: positions in Alpaca's shape, and the whole portfolio with what
 * it has made, in all and today.
 */
#ifndef API_PORTFOLIO_H
#define API_PORTFOLIO_H

#include "http/param.h"

struct request;
struct reply;

enum { PORTFOLIO_POSITION_PARAMS = 1 };

extern const struct param portfolio_position_params[PORTFOLIO_POSITION_PARAMS];

int portfolio_positions(struct request *request, struct reply *reply);
int portfolio_position(struct request *request, struct reply *reply);

int portfolio_get(struct request *request, struct reply *reply);

#endif
