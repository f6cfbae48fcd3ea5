/*
 * Orders that a user keeps by name, to be placed again and again.
 */
#ifndef API_ORDER_TEMPLATES_H
#define API_ORDER_TEMPLATES_H

#include "http/param.h"

struct request;
struct reply;

enum {
	ORDER_TEMPLATES_CREATE_PARAMS = 2,
	ORDER_TEMPLATES_CHANGE_PARAMS = 3,
	ORDER_TEMPLATES_ONE_PARAMS = 1
};

extern const struct param order_templates_create_params[ORDER_TEMPLATES_CREATE_PARAMS];
extern const struct param order_templates_change_params[ORDER_TEMPLATES_CHANGE_PARAMS];
extern const struct param order_templates_one_params[ORDER_TEMPLATES_ONE_PARAMS];

int order_templates_list(struct request *request, struct reply *reply);
int order_templates_create(struct request *request, struct reply *reply);
int order_templates_change(struct request *request, struct reply *reply);
int order_templates_delete(struct request *request, struct reply *reply);

#endif
