/*
 * Watchlists of a paper account, in Alpaca's shape. One is meant by its id, or by
 * its name where the path says so.
 */
#ifndef API_WATCHLISTS_H
#define API_WATCHLISTS_H

#include "http/param.h"

struct request;
struct reply;

enum {
	WATCHLISTS_CREATE_PARAMS = 2,
	WATCHLISTS_ONE_PARAMS = 1,
	WATCHLISTS_CHANGE_PARAMS = 3,
	WATCHLISTS_ADD_PARAMS = 2,
	WATCHLISTS_REMOVE_PARAMS = 2
};

extern const struct param watchlists_create_params[WATCHLISTS_CREATE_PARAMS];
extern const struct param watchlists_one_params[WATCHLISTS_ONE_PARAMS];
extern const struct param watchlists_named_params[WATCHLISTS_ONE_PARAMS];
extern const struct param watchlists_change_params[WATCHLISTS_CHANGE_PARAMS];
extern const struct param watchlists_change_named_params[WATCHLISTS_CHANGE_PARAMS];
extern const struct param watchlists_add_params[WATCHLISTS_ADD_PARAMS];
extern const struct param watchlists_add_named_params[WATCHLISTS_ADD_PARAMS];
extern const struct param watchlists_remove_params[WATCHLISTS_REMOVE_PARAMS];

/* All of the account's, by name, without what is on them. */
int watchlists_list(struct request *request, struct reply *reply);
int watchlists_create(struct request *request, struct reply *reply);

/* One, by its id or by its name: each of these serves both paths. */
int watchlists_get(struct request *request, struct reply *reply);
int watchlists_change(struct request *request, struct reply *reply);
int watchlists_add(struct request *request, struct reply *reply);
int watchlists_delete(struct request *request, struct reply *reply);
int watchlists_remove(struct request *request, struct reply *reply);

#endif
