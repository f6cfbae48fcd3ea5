/*
 * Orders that were placed: a list, and one by its id or its client's.
 */
#ifndef API_ORDER_LIST_H
#define API_ORDER_LIST_H

#include "http/param.h"

struct request;
struct reply;

enum { ORDER_LIST_PARAMS = 8, ORDER_LIST_ONE_PARAMS = 1, ORDER_LIST_CLIENT_PARAMS = 1 };

extern const struct param order_list_params[ORDER_LIST_PARAMS];
extern const struct param order_list_one_params[ORDER_LIST_ONE_PARAMS];
extern const struct param order_list_client_params[ORDER_LIST_CLIENT_PARAMS];

int order_list(struct request *request, struct reply *reply);
int order_list_one(struct request *request, struct reply *reply);
int order_list_client(struct request *request, struct reply *reply);

#endif
