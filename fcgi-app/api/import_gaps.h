/*
 * GET /api/imports/bars/{symbol}/gaps: sessions in which an imported series has no bar.
 */
#ifndef API_IMPORT_GAPS_H
#define API_IMPORT_GAPS_H

#include "http/param.h"

struct request;
struct reply;

enum { IMPORT_GAPS_PARAMS = 2 };

extern const struct param import_gaps_params[IMPORT_GAPS_PARAMS];

int import_gaps_get(struct request *request, struct reply *reply);

#endif
