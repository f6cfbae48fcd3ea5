/*
 * When the market is open: the clock, the calendar, and the status at a glance.
 */
#ifndef API_MARKET_CLOCK_H
#define API_MARKET_CLOCK_H

#include "http/param.h"

struct request;
struct reply;

enum {
	MARKET_CLOCK_CALENDAR_PARAMS = 2,
	MARKET_CLOCK_VENUES_PARAMS = 2,
	MARKET_CLOCK_VENUE_CALENDAR_PARAMS = 3
};

extern const struct param market_clock_calendar_params[MARKET_CLOCK_CALENDAR_PARAMS];
extern const struct param market_clock_venues_params[MARKET_CLOCK_VENUES_PARAMS];
extern const struct param
	market_clock_venue_calendar_params[MARKET_CLOCK_VENUE_CALENDAR_PARAMS];

int market_clock_get(struct request *request, struct reply *reply);
int market_clock_calendar(struct request *request, struct reply *reply);
int market_clock_venues(struct request *request, struct reply *reply);
int market_clock_venue_calendar(struct request *request, struct reply *reply);
int market_clock_status(struct request *request, struct reply *reply);

#endif
