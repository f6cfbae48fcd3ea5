/*
 * Tells Sentry of the errors that all processes put into the ring of reports: in a child
 * of the market daemon, which has a network. The same error is told once a minute, with
 * how often it came besides, and no more than a few dozen of all in that time.
 */
#ifndef API_REPORTS_H
#define API_REPORTS_H

#include <stdbool.h>
#include <stdint.h>

struct arena;

/* Is SENTRY_DSN empty, or one? */
bool reports_dsn_valid(void);

bool reports_are_wanted(void);

/* Sends what there is; returns after how long to come again, in microseconds. */
int64_t reports_turn(struct arena *arena, int64_t monotonic_us);

#endif
