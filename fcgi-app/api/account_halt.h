/*
 * Ending all open orders of an account, before it is stopped, begun anew or put away.
 */
#ifndef API_ACCOUNT_HALT_H
#define API_ACCOUNT_HALT_H

#include <stddef.h>

struct request;
struct reply;

/* Locks the account and cancels what rests, which streams are told. 1: it is done, and
 * `ended` counts the orders; else what the handler returns: the account is none of the
 * user's, or archived. */
int account_halt(struct request *request, struct reply *reply, const char *account_id,
	size_t *ended) __attribute__((warn_unused_result));

#endif
