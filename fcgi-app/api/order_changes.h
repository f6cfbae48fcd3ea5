/*
 * Replacing and cancelling orders.
 */
#ifndef API_ORDER_CHANGES_H
#define API_ORDER_CHANGES_H

#include "http/param.h"

struct request;
struct reply;

enum { ORDER_CHANGES_REPLACE_PARAMS = 7 };

extern const struct param order_changes_replace_params[ORDER_CHANGES_REPLACE_PARAMS];

/* Both take order_list_one_params, the first among its own. */
int order_changes_replace(struct request *request, struct reply *reply);
int order_changes_cancel(struct request *request, struct reply *reply);
int order_changes_cancel_all(struct request *request, struct reply *reply);

#endif
