/*
 * Closing positions: one, or a part of it, or all.
 */
#ifndef API_POSITION_CLOSE_H
#define API_POSITION_CLOSE_H

#include "http/param.h"

struct request;
struct reply;

enum { POSITION_CLOSE_PARAMS = 3, POSITION_CLOSE_ALL_PARAMS = 1 };

extern const struct param position_close_params[POSITION_CLOSE_PARAMS];
extern const struct param position_close_all_params[POSITION_CLOSE_ALL_PARAMS];

int position_close_one(struct request *request, struct reply *reply);
int position_close_all(struct request *request, struct reply *reply);

#endif
