/*
 * Figures of the economy, series by series.
 */
#ifndef API_MACRO_H
#define API_MACRO_H

#include "http/param.h"
#include "market/macro.h"

struct request;
struct reply;
struct json_writer;

enum { MACRO_NAME, MACRO_START, MACRO_END, MACRO_LIMIT, MACRO_LIST_PARAMS };

extern const struct param macro_list_params[MACRO_LIST_PARAMS];

/* GET /api/data/macro */
int macro_list(struct request *request, struct reply *reply);

/* Writes a figure exactly; null when it is not known. */
void macro_write_value(
	struct json_writer *json, const char *key, bool known, int64_t value_e6);

#endif
