/*
 * Where market data comes from. Whatever is shown says its source, and what is
 * simulated says so.
 * Shared with: trading: a fill names the source of the quote it was made at.
 */
#ifndef MARKET_SOURCE_H
#define MARKET_SOURCE_H

#include <stdbool.h>

enum source {
	SOURCE_NONE,
	SOURCE_SIM,
	SOURCE_REPLAY,
	SOURCE_ALPACA,
	SOURCE_TRADIER,
	SOURCE_ALPHA_VANTAGE,
	SOURCE_FINNHUB,
	SOURCE_FRED,
	SOURCES
};

/* "sim", "replay", "alpaca", "tradier", "alpha_vantage", "finnhub", "fred";
 * "none" for SOURCE_NONE. */
const char *source_name(enum source source);

/* The source of that name; SOURCE_NONE when there is none. */
enum source source_named(const char *name);

/* Are its prices made up? */
bool source_is_simulated(enum source source);

#endif
