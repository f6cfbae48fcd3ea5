/*
 * The yield curve: what the Treasury pays by how long it borrows.
 */
#ifndef API_YIELD_CURVE_H
#define API_YIELD_CURVE_H

#include "http/param.h"

struct request;
struct reply;

enum { YIELD_CURVE_DATE, YIELD_CURVE_PARAMS };

extern const struct param yield_curve_params[YIELD_CURVE_PARAMS];

/* GET /api/data/yield-curve */
int yield_curve_get(struct request *request, struct reply *reply);

#endif
