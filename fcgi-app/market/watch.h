/*
 * How the market's data is doing: for health, the dashboard and metrics.
 */
#ifndef MARKET_WATCH_H
#define MARKET_WATCH_H

#include <stdbool.h>
#include <stdint.h>

struct text;

enum watch_state {
	WATCH_RUNNING,
	WATCH_STALLED, /* the daemon has not come round for ten seconds */
	WATCH_NEVER    /* nor ever did */
};

enum watch_state watch_daemon(int64_t wall_us);

/* "running", "stalled", "not_started" */
const char *watch_word(enum watch_state state);

/* Metrics in Prometheus' text format: the daemon's age, the catalogue, the market's
 * hours, and each provider's line. */
void watch_write(struct text *out, int64_t wall_us);

#endif
