/*
 * What a snapshot comes to: price, change against the session before, age. And what
 * the board holds of a whole market at once.
 */
#ifndef API_MARKET_VIEW_H
#define API_MARKET_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/json_write.h"
#include "market/feed.h"

struct market_view {
	const struct instrument *instrument;
	struct snapshot snapshot;
	struct price price; /* of the last trade, else the day's close, else the middle */
	struct price change; /* against the session before; 0 when that is unknown */
	bool has_change;
	int64_t change_e6; /* the same as a part of one: 12345 is 1.2345 % */
	int64_t time_us;   /* of its newest trade or quote */
};

enum { MARKET_VIEW_PERCENT_SCALE = 4 };

void market_view_of(const struct instrument *instrument, const struct snapshot *snapshot,
	struct market_view *view);

/* The whole of it, as an object. */
void market_view_write(struct json_writer *json, const struct market_view *view,
	const struct feed *feed);

/* change_e6 as percent, null when unknown. */
void market_view_write_percent(
	struct json_writer *json, const char *key, const struct market_view *view);

/* How old it is, and where it comes from: time, age_seconds, source, simulated. */
void market_view_write_when(struct json_writer *json, const struct market_view *view,
	const struct feed *feed);

/* source, simulated */
void market_view_write_source(struct json_writer *json, enum source source);

/* What is told of each of many instruments. */
struct market_view_line {
	const struct instrument *instrument;
	struct price price;
	struct price change;
	bool has_change;
	int64_t change_e6;
	int64_t volume;
	int64_t trades;
	int64_t time_us;
	enum source source;
};

/* Lines of all active instruments of the kinds (bits 1 << kind) that the board knows
 * a price of, in the catalogue's order; their number, -1 without memory. */
int64_t market_view_scan(struct arena *arena, unsigned kinds,
	struct market_view_line **lines) __attribute__((warn_unused_result));

#endif
