/*
 * What can be traded: shares and funds, in Alpaca's shape. Indices are no assets.
 */
#ifndef API_ASSETS_H
#define API_ASSETS_H

#include "http/param.h"

struct request;
struct reply;
struct json_writer;
struct instrument;

enum { ASSETS_LIST_PARAMS = 4, ASSETS_GET_PARAMS = 1 };

extern const struct param assets_list_params[ASSETS_LIST_PARAMS];
extern const struct param assets_get_params[ASSETS_GET_PARAMS];

/* What can be traded, by its symbol in any case or by its id; NULL when nothing is. */
const struct instrument *assets_find(const char *name);

/* Writes it as an object. */
void assets_write(struct json_writer *json, const struct instrument *instrument);

int assets_list(struct request *request, struct reply *reply);
int assets_get(struct request *request, struct reply *reply);

#endif
