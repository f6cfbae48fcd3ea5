/*
 * Usage events of the web app: kept only where the operator wants them, with
 * no user and no address.
 */
#ifndef API_TELEMETRY_H
#define API_TELEMETRY_H

#include "http/param.h"

struct request;
struct reply;

enum { TELEMETRY_POST_PARAMS = 1, TELEMETRY_LIST_PARAMS = 2 };

extern const struct param telemetry_post_params[TELEMETRY_POST_PARAMS];
extern const struct param telemetry_list_params[TELEMETRY_LIST_PARAMS];

int telemetry_post(struct request *request, struct reply *reply);
int telemetry_list(struct request *request, struct reply *reply);

#endif
