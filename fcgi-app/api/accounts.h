/*
 * A user's paper accounts: what there are, new ones, and what is configured of each.
 */
#ifndef API_ACCOUNTS_H
#define API_ACCOUNTS_H

#include "api/account_view.h"

struct request;
struct reply;
struct rows;

enum { ACCOUNTS_LIST_PARAMS = 1, ACCOUNTS_ONE_PARAMS = 1, ACCOUNTS_MOST = 100 };

#define ACCOUNTS_TOO_MANY "you have a hundred accounts: archive some first"

extern const struct param accounts_list_params[ACCOUNTS_LIST_PARAMS];
extern const struct param accounts_one_params[ACCOUNTS_ONE_PARAMS];

/* An API key is told of its own account alone. */
int accounts_list(struct request *request, struct reply *reply);
int accounts_get(struct request *request, struct reply *reply);

int accounts_create(struct request *request, struct reply *reply);
int accounts_change(struct request *request, struct reply *reply);

/* Replies with an account as it now is, which the transaction's user has. */
int accounts_reply(struct request *request, struct reply *reply, const char *account_id,
	int status) __attribute__((warn_unused_result));

/* Notes in the log what was done to an account. */
int accounts_note(struct request *request, const char *action, const char *account_id)
	__attribute__((warn_unused_result));

/* Locks an account. 1: it is there to be changed; else what the handler returns. */
int accounts_lock(struct request *request, struct reply *reply, const char *account_id,
	struct rows *locked) __attribute__((warn_unused_result));

/* Is the account one that this caller may be told of? A key has one alone. */
bool accounts_open_to(const struct request *request, const char *account_id);

/* May this caller make and change accounts? A viewer may not. */
bool accounts_may_change(const struct request *request);

#endif
