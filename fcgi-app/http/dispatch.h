/*
 * From a request to its reply: a ladder of guards, each of which lets the
 * request through or refuses it, then the handler. What guards need from
 * rooms above http is given as hooks.
 */
#ifndef HTTP_DISPATCH_H
#define HTTP_DISPATCH_H

#include "http/reply.h"
#include "http/request.h"

struct dispatch_hooks {
	/* Reads the caller's credentials, as far as that takes no time. */
	void (*identify)(struct request *request);
	/* May this caller use this route? Fills request->user_id. */
	enum refusal (*authorize)(struct request *request);
	/* Is there a token left for this call? Adds headers. */
	enum refusal (*limit)(struct request *request, struct reply *reply);
	/* Opens the transaction of the route, ends it well (-1 when that failed)
	 * or drops it. */
	enum refusal (*begin)(struct request *request);
	int (*commit)(struct request *request);
	void (*rollback)(struct request *request);
	/* Why a handler returned -1: is a part missing that may come back? */
	enum refusal (*broken)(struct request *request);
};

/* Answers one request, and counts it. */
void dispatch(struct request *request, const struct dispatch_hooks *hooks);

#endif
