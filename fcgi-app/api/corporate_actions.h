/*
 * Corporate actions by their ex-dates, page by page: grouped by type as Alpaca does
 * it, and as one list.
 */
#ifndef API_CORPORATE_ACTIONS_H
#define API_CORPORATE_ACTIONS_H

#include "http/param.h"

struct request;
struct reply;

enum {
	CORPORATE_ACTIONS_SYMBOLS,
	CORPORATE_ACTIONS_TYPES,
	CORPORATE_ACTIONS_START,
	CORPORATE_ACTIONS_END,
	CORPORATE_ACTIONS_LIMIT,
	CORPORATE_ACTIONS_SORT,
	CORPORATE_ACTIONS_TOKEN,
	CORPORATE_ACTIONS_PARAMS,
	CORPORATE_ACTIONS_SYMBOL = CORPORATE_ACTIONS_PARAMS, /* of the one list alone */
	CORPORATE_ACTIONS_LIST_PARAMS
};

extern const struct param corporate_actions_params[CORPORATE_ACTIONS_PARAMS];
extern const struct param corporate_actions_list_params[CORPORATE_ACTIONS_LIST_PARAMS];

/* GET /v1beta1/corporate-actions */
int corporate_actions_grouped(struct request *request, struct reply *reply);

/* GET /api/market/corporate-actions */
int corporate_actions_list(struct request *request, struct reply *reply);

#endif
