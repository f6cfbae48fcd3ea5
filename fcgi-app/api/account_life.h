/*
 * How a paper account is copied, begun anew, and put away. Nothing of its history is
 * ever lost.
 */
#ifndef API_ACCOUNT_LIFE_H
#define API_ACCOUNT_LIFE_H

#include "http/param.h"

struct request;
struct reply;

enum {
	ACCOUNT_LIFE_CLONE_PARAMS = 3,
	ACCOUNT_LIFE_RESET_PARAMS = 2,
	ACCOUNT_LIFE_ARCHIVE_PARAMS = 1
};

extern const struct param account_life_clone_params[ACCOUNT_LIFE_CLONE_PARAMS];
extern const struct param account_life_reset_params[ACCOUNT_LIFE_RESET_PARAMS];
extern const struct param account_life_archive_params[ACCOUNT_LIFE_ARCHIVE_PARAMS];

/* A new account that is configured alike. */
int account_life_clone(struct request *request, struct reply *reply);

/* Open orders end, what is held goes back, a new epoch begins with new cash. */
int account_life_reset(struct request *request, struct reply *reply);

/* Open orders end; it trades no more. Not the default account. */
int account_life_archive(struct request *request, struct reply *reply);

#endif
