/*
 * The bars of a snapshot where a provider tells no bars but the figures of a session
 * and the close of the one before.
 */
#ifndef MARKET_PROVIDERS_SESSION_BARS_H
#define MARKET_PROVIDERS_SESSION_BARS_H

#include "market/quote.h"

struct calendar;

/* Prices of 0 are unknown. */
struct session_bars {
	int64_t time_us; /* an instant of the session's day */
	struct price open;
	struct price high;
	struct price low;
	struct price last;
	struct price previous_close;
	int64_t volume;
};

/* Sets `day`, when its figures fit one another, and of `previous_day` the time and the
 * close alone: its other prices stay 0, which is unknown. */
void session_bars_set(const struct calendar *calendar, const struct session_bars *session,
	struct snapshot *snapshot);

#endif
