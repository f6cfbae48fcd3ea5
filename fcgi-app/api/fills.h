/*
 * Fills: the history of what was traded, and why a fill was made as it was.
 */
#ifndef API_FILLS_H
#define API_FILLS_H

#include "http/param.h"

struct request;
struct reply;

enum { FILLS_LIST_PARAMS = 5, FILLS_EXPLAIN_PARAMS = 1 };

extern const struct param fills_list_params[FILLS_LIST_PARAMS];
extern const struct param fills_explain_params[FILLS_EXPLAIN_PARAMS];

int fills_list(struct request *request, struct reply *reply);
int fills_explain(struct request *request, struct reply *reply);

#endif
