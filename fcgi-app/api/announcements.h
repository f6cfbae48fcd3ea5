/*
 * Corporate actions as Alpaca's trading API announces them.
 */
#ifndef API_ANNOUNCEMENTS_H
#define API_ANNOUNCEMENTS_H

#include "http/param.h"

struct request;
struct reply;

enum {
	ANNOUNCEMENTS_TYPES,
	ANNOUNCEMENTS_SINCE,
	ANNOUNCEMENTS_UNTIL,
	ANNOUNCEMENTS_SYMBOL,
	ANNOUNCEMENTS_CUSIP,
	ANNOUNCEMENTS_DATE_TYPE,
	ANNOUNCEMENTS_PARAMS
};
enum { ANNOUNCEMENTS_ID, ANNOUNCEMENTS_ONE_PARAMS };

extern const struct param announcements_params[ANNOUNCEMENTS_PARAMS];
extern const struct param announcements_one_params[ANNOUNCEMENTS_ONE_PARAMS];

/* GET /v2/corporate_actions/announcements */
int announcements_list(struct request *request, struct reply *reply);

/* GET /v2/corporate_actions/announcements/{id} */
int announcements_one(struct request *request, struct reply *reply);

#endif
