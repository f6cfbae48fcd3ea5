/*
 * The account that a request is about, in Alpaca's shape: its figures, and what its user
 * configures of it.
 */
#ifndef API_ACCOUNT_H
#define API_ACCOUNT_H

#include "http/param.h"

struct request;
struct reply;

enum { ACCOUNT_CONFIGURE_PARAMS = 8 };

extern const struct param account_configure_params[ACCOUNT_CONFIGURE_PARAMS];

int account_get(struct request *request, struct reply *reply);

int account_configurations(struct request *request, struct reply *reply);
int account_configure(struct request *request, struct reply *reply);

#endif
