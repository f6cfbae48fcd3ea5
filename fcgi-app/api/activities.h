/*
 * What an account did, in Alpaca's shape: fills, and what else moved its cash or its
 * shares.
 */
#ifndef API_ACTIVITIES_H
#define API_ACTIVITIES_H

#include "http/param.h"

struct request;
struct reply;

enum { ACTIVITIES_PARAMS = 8 };

extern const struct param activities_params[ACTIVITIES_PARAMS];
extern const struct param activities_typed_params[ACTIVITIES_PARAMS];

/* All types, or those that are asked for; or of the one type that the path names. */
int activities_list(struct request *request, struct reply *reply);

#endif
