/*
 * The economic calendar: which figures come out when, what was expected, and what
 * came. Only the simulated economy tells it: of real sources none says beforehand
 * when a figure is due.
 */
#ifndef API_ECONOMIC_CALENDAR_H
#define API_ECONOMIC_CALENDAR_H

#include "http/param.h"

struct request;
struct reply;

enum { ECONOMIC_CALENDAR_START, ECONOMIC_CALENDAR_END, ECONOMIC_CALENDAR_PARAMS };

extern const struct param economic_calendar_params[ECONOMIC_CALENDAR_PARAMS];

/* GET /api/data/economic-calendar */
int economic_calendar_get(struct request *request, struct reply *reply);

#endif
