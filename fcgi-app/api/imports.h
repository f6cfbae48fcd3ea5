/*
 * Imports over HTTP: a file of bars as the body of a request, what was imported, and
 * by whom.
 */
#ifndef API_IMPORTS_H
#define API_IMPORTS_H

#include "http/param.h"

struct request;
struct reply;

enum { IMPORTS_BARS_PARAMS = 5, IMPORTS_SERIES_PARAMS = 2, IMPORTS_LIST_PARAMS = 1 };

extern const struct param imports_bars_params[IMPORTS_BARS_PARAMS];
extern const struct param imports_series_params[IMPORTS_SERIES_PARAMS];
extern const struct param imports_list_params[IMPORTS_LIST_PARAMS];

int imports_bars(struct request *request, struct reply *reply);
int imports_series(struct request *request, struct reply *reply);
int imports_list(struct request *request, struct reply *reply);

#endif
