/*
 * What can be traded: shares and funds, in Alpaca's shape. Indices are no assets.
 */
#ifndef API_ASSETS_H
#define API_ASSETS_H

#include "http/param.h"

struct request;
struct reply;

enum { ASSETS_LIST_PARAMS = 4, ASSETS_GET_PARAMS = 1 };

extern const struct param assets_list_params[ASSETS_LIST_PARAMS];
extern const struct param assets_get_params[ASSETS_GET_PARAMS];

int assets_list(struct request *request, struct reply *reply);
int assets_get(struct request *request, struct reply *reply);

#endif
