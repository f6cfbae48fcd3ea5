/*
 * The activity log: what users did and what was refused them.
 */
#ifndef API_ACTIVITY_H
#define API_ACTIVITY_H

#include "http/param.h"

struct request;
struct reply;
struct rows;
struct json_writer;

enum activity_outcome { ACTIVITY_DONE, ACTIVITY_REFUSED };

enum { ACTIVITY_PARAMS = 2, ACTIVITY_LIMIT = 0, ACTIVITY_BEFORE = 1 };

extern const struct param activity_params[ACTIVITY_PARAMS];

/* Notes, in the request's transaction, what its user did. `detail` is JSON, or
 * NULL. -1 when the transaction is broken. */
int activity_note(struct request *request, const char *action,
	enum activity_outcome outcome, const char *detail)
	__attribute__((warn_unused_result));

/* Writes entries and next_before; `named` adds whose they are. */
void activity_write(
	struct json_writer *json, const struct rows *rows, int64_t limit, bool named);

/* GET /api/activity */
int activity_list(struct request *request, struct reply *reply);

/* The user agent of a request, no longer than is kept. */
const char *activity_agent(const struct request *request);

#endif
