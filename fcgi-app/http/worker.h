/*
 * A worker's loop: one request at a time, taken from whichever of its
 * connections has one. Connections from nginx stay open between requests, and
 * none of them is waited on alone: the listening socket, the connections and
 * what the application watches are all in one epoll set.
 */
#ifndef HTTP_WORKER_H
#define HTTP_WORKER_H

#include <stdbool.h>
#include <stdint.h>

#include <fcgiapp.h>

#include "http/handover.h"

/* One more descriptor to watch: the database connection. A change of
 * `generation` says that the descriptor is another one, if only in fact. */
struct worker_watch {
	int descriptor; /* -1: none at present */
	bool writable;
	unsigned generation;
	int64_t due_us; /* call `advance` then, on the monotonic clock */
	bool starting;  /* take no request yet */
};

struct worker_hooks {
	/* Answers the request that has arrived. */
	void (*handle)(void *context, FCGX_Request *fcgi);
	/* What to watch now. */
	struct worker_watch (*watch)(void *context);
	/* The watched descriptor is ready, or its time has come. */
	void (*advance)(void *context, int64_t monotonic_us);
};

struct worker_setup {
	int listener; /* listening, non-blocking */
	const struct handover *handover;
	int64_t request_limit; /* requests after which it leaves */
	const struct worker_hooks *hooks;
	void *context;
};

/* Serves until SIGTERM or the request limit; then hands its connections over
 * and returns the exit code of the process. */
int worker_run(const struct worker_setup *setup);

#endif
