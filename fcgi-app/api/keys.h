/*
 * API keys of the user's paper accounts.
 */
#ifndef API_KEYS_H
#define API_KEYS_H

#include "http/param.h"

struct request;
struct reply;

enum { KEYS_CREATE_PARAMS = 3, KEYS_ID_PARAMS = 1 };

extern const struct param keys_create_params[KEYS_CREATE_PARAMS];
extern const struct param keys_id_params[KEYS_ID_PARAMS];

/* GET /api/keys */
int keys_list(struct request *request, struct reply *reply);

/* POST /api/keys: the secret is shown this once. */
int keys_create(struct request *request, struct reply *reply);

/* DELETE /api/keys/{key_id} */
int keys_revoke(struct request *request, struct reply *reply);

#endif
