/*
 * Option contracts, as Alpaca's trading API lists them.
 */
#ifndef API_OPTION_CONTRACTS_H
#define API_OPTION_CONTRACTS_H

#include "api/option_list.h"

enum {
	OPTION_CONTRACTS_PARAMS = OPTION_LIST_PARAMS + 3,
	OPTION_CONTRACTS_ONE_PARAMS = 1
};

extern const struct param option_contracts_params[OPTION_CONTRACTS_PARAMS];
extern const struct param option_contracts_one_params[OPTION_CONTRACTS_ONE_PARAMS];

/* GET /v2/options/contracts */
int option_contracts_list(struct request *request, struct reply *reply);

/* GET /v2/options/contracts/{symbol_or_id} */
int option_contracts_get(struct request *request, struct reply *reply);

#endif
