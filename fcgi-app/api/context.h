/*
 * What a worker has at hand for its handlers, for the life of the process, and
 * the transaction of the request being served.
 */
#ifndef API_CONTEXT_H
#define API_CONTEXT_H

#include "api/identity.h"
#include "db/connection.h"
#include "db/transaction.h"
#include "http/request.h"

struct api_context {
	struct connection *database;
	bool network; /* this pool may take long and reach the network */
	struct transaction transaction;
	struct identity identity;
	bool access_changed; /* once committed, all workers are to hear of it */
	unsigned watch_generation;
	int watched;
};

/* The worker's context. */
struct api_context *context_of(const struct request *request);

/* The request's transaction, which the gate opened as its route declares. */
struct transaction *context_transaction(const struct request *request);

#endif
