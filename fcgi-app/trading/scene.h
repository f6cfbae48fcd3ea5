/*
 * What the market shows of a symbol to who trades it: the instrument, its quote and its
 * hours, from the catalogue, the board and the calendar. No query, no call.
 */
#ifndef TRADING_SCENE_H
#define TRADING_SCENE_H

#include "market/calendar.h"
#include "market/instrument.h"
#include "market/quote.h"
#include "trading/life_rules.h"
#include "trading/terms_rules.h"

/* An instant: on the wall clock, and in the market's time, which all that trades goes
 * by. They differ in a replay alone. */
struct scene_time {
	const struct calendar *calendar;
	int64_t wall_us;
	int64_t now_us;
};

enum scene_quote {
	SCENE_FRESH,
	SCENE_STALE,  /* too old to trade on, or the market daemon is away */
	SCENE_MISSING /* none at all */
};

struct scene {
	struct scene_time time;
	int place;   /* in the catalogue; -1: unknown */
	bool option; /* the symbol is a contract's */
	char asset_id[INSTRUMENT_ID_SIZE];
	struct terms_instrument instrument;
	enum scene_quote quote;
	struct snapshot snapshot;   /* zeroed when the quote is missing */
	struct terms_market market; /* to an order that has just come */
	struct life_hours hours;
};

/* The time it is, the market's by the board's clock. */
struct scene_time scene_time(const struct calendar *calendar, int64_t wall_us);

/* The scene of a symbol, or of an asset's id, in letters of any size. It is noted on the
 * board that somebody looks at it. */
void scene_of(const char *symbol, const struct scene_time *time, struct scene *scene);

/* What of it counts for who holds it. */
struct scene_worth {
	int place;
	bool marginable;
	struct price price; /* by scene_prices */
	struct price last_close;
};

/* A part of what scene_of tells, for many at a time. */
void scene_worth(
	const char *symbol, const struct scene_time *time, struct scene_worth *worth);

/* The hours at an instant. */
struct life_hours scene_hours(const struct scene_time *time);

/* The day of the session that is on or, between sessions, comes next; and the instant
 * at which the day began in New York. */
int32_t scene_session_day(const struct scene_time *time);
int64_t scene_midnight_us(const struct scene_time *time);

/* When the day of the first of the last so many sessions began. */
int64_t scene_sessions_ago_us(const struct scene_time *time, int32_t sessions);

/* What one of it is worth, the last trade or the middle of the quote, and the close of
 * the session before; 0 where that is not known. */
void scene_prices(
	const struct snapshot *snapshot, struct price *price, struct price *last_close);

#endif
