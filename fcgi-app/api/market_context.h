/*
 * What routes of market data have in common: the feed on a request's behalf, how its
 * faults are told, and the stretch of time that is asked for.
 */
#ifndef API_MARKET_CONTEXT_H
#define API_MARKET_CONTEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "http/param.h"
#include "market/feed.h"

struct request;
struct reply;
struct json_writer;

#define MARKET_CONTEXT_START                                                             \
	{                                                                                \
		.name = "start", .place = PARAM_QUERY, .kind = PARAM_TIME,               \
		.description = "From then on, inclusive; a date begins in New York."     \
	}
#define MARKET_CONTEXT_END                                                               \
	{                                                                                \
		.name = "end", .place = PARAM_QUERY, .kind = PARAM_TIME,                 \
		.description =                                                           \
			"Until then, inclusive; a date ends in New York. Default: now."  \
	}
#define MARKET_CONTEXT_SYMBOL                                                            \
	{                                                                                \
		.name = "symbol", .place = PARAM_PATH, .kind = PARAM_SYMBOL,             \
		.required = true, .description = "The symbol."                           \
	}

/* The feed as this request may use it. */
struct feed market_context_feed(const struct request *request);

/* Tells a fault other than FEED_OK: refuses, hands over, or is -1. `symbol` is the
 * one at fault, or NULL. */
int market_context_fault(struct reply *reply, enum feed_fault fault, const char *symbol)
	__attribute__((warn_unused_result));

/* What is newest of one symbol that was asked for. */
struct market_context_found {
	const char *symbol;                  /* as it was asked for, capital */
	const struct instrument *instrument; /* NULL: nothing is known of it */
	struct snapshot snapshot;
};

/* What is newest of the symbols of a PARAM_SYMBOLS, from the board; all that it does
 * not have yet is asked of the sources in one call. */
enum feed_fault market_context_find(struct feed *feed, const struct param_value *symbols,
	struct market_context_found **found, int *count)
	__attribute__((warn_unused_result));

struct market_context_range {
	int64_t from_us;
	int64_t until_us; /* exclusive; never past the market's present */
};

/* The stretch between two PARAM_TIMEs. Without a start it begins on the day of its
 * end. False when the end is before the start. */
bool market_context_range(const struct feed *feed, const struct param_value *start,
	const struct param_value *end, struct market_context_range *range)
	__attribute__((warn_unused_result));

/* Refuses a range that market_context_range did. */
int market_context_refuse_range(struct reply *reply) __attribute__((warn_unused_result));

/* Into an object that is open: source, simulated, age_seconds (since it was fetched)
 * and stale. */
void market_context_origin(struct json_writer *json, const struct feed *feed,
	const struct feed_origin *origin);

/* A symbol in capital letters. */
void market_context_capital(const char *symbol, char capital[PARAM_SYMBOL_SIZE]);

#endif
