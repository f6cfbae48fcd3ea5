/*
 * A pool of workers, whole: shared memory, socket, master, and in each worker
 * its database connection and the loop that answers requests.
 */
#ifndef API_POOL_H
#define API_POOL_H

#include "http/metrics.h"

/* Runs the pool until it is stopped; returns the exit code of the process.
 * `arguments` are those of main, for a reload. */
int pool_run(enum metrics_pool pool, char *const *arguments);

/* The directory of sockets and shared memory of this instance. */
const char *pool_directory(void);

#endif
