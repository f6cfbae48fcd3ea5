/*
 * What is newest of option contracts, as Alpaca's clients ask for it: snapshots with
 * Greeks, of a whole underlying or of named contracts; quotes; trades.
 */
#ifndef API_OPTION_SNAPSHOTS_H
#define API_OPTION_SNAPSHOTS_H

#include "api/option_list.h"

enum {
	OPTION_SNAPSHOTS_CHAIN_PARAMS = OPTION_LIST_PARAMS + 3,
	OPTION_SNAPSHOTS_PARAMS = 5,
	OPTION_SNAPSHOTS_LATEST_PARAMS = 2
};

extern const struct param option_snapshots_chain_params[OPTION_SNAPSHOTS_CHAIN_PARAMS];
extern const struct param option_snapshots_params[OPTION_SNAPSHOTS_PARAMS];
extern const struct param option_snapshots_latest_params[OPTION_SNAPSHOTS_LATEST_PARAMS];

/* GET /v1beta1/options/snapshots/{underlying_symbol} */
int option_snapshots_chain(struct request *request, struct reply *reply);

/* GET /v1beta1/options/snapshots */
int option_snapshots_get(struct request *request, struct reply *reply);

/* GET /v1beta1/options/quotes/latest and trades/latest */
int option_snapshots_quotes(struct request *request, struct reply *reply);
int option_snapshots_trades(struct request *request, struct reply *reply);

#endif
