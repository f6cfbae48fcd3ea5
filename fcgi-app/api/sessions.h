/*
 * The user's web sessions: where they are signed in, and ending that.
 */
#ifndef API_SESSIONS_H
#define API_SESSIONS_H

#include "http/param.h"

struct request;
struct reply;

enum { SESSIONS_ID_PARAMS = 1 };

extern const struct param sessions_id_params[SESSIONS_ID_PARAMS];

/* GET /api/auth/sessions */
int sessions_list(struct request *request, struct reply *reply);

/* DELETE /api/auth/sessions: all but the one that asks. */
int sessions_end_others(struct request *request, struct reply *reply);

/* DELETE /api/auth/sessions/{id} */
int sessions_end(struct request *request, struct reply *reply);

#endif
