/*
 * The master of a pool: forks the workers, replaces any that dies (at once;
 * with backoff when it dies young), kills one that hangs, tells the service
 * manager how things stand. SIGHUP turns it into the program as it now is on
 * disk, with its settings as they now are, while the old workers finish;
 * SIGTERM lets them finish and ends it. It runs no request itself.
 */
#ifndef HTTP_MASTER_H
#define HTTP_MASTER_H

#include <stdint.h>

#include "http/listener.h"
#include "http/metrics.h"

struct master_setup {
	enum metrics_pool pool;
	int workers;
	int64_t request_timeout_us; /* a worker busy for longer is killed */
	char *const *arguments;     /* with which the program was started */
	const char *program;        /* what a reload runs */
	const struct listener *listener;
	/* Becomes a worker, which counts in `slot`; returns the exit code. */
	int (*work)(void *context, int number, int slot);
	void *context;
};

/* Runs the pool until it is told to stop; returns the exit code. */
int master_run(const struct master_setup *setup);

#endif
