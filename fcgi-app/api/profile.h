/*
 * What users set for themselves: profile and preferences.
 */
#ifndef API_PROFILE_H
#define API_PROFILE_H

#include "http/param.h"

struct request;
struct reply;

enum { PROFILE_PARAMS = 7 };

extern const struct param profile_params[PROFILE_PARAMS];

/* GET /api/settings */
int profile_get(struct request *request, struct reply *reply);

/* PATCH /api/settings: what is given changes, the rest stays. */
int profile_change(struct request *request, struct reply *reply);

#endif
