/*
 * What the server does by itself, in a worker of the slow pool that has nothing
 * else to do: it sends letters and drops what is over.
 */
#ifndef API_HOUSEKEEPING_H
#define API_HOUSEKEEPING_H

#include <stdint.h>

struct connection;

/* Does what is due; returns when to look again. */
int64_t housekeeping_turn(struct connection *database, int64_t monotonic_us);

#endif
