/*
 * What passed on the market between two looks at a symbol: the board shows how it stands,
 * the tape remembers how it stood.
 */
#ifndef TRADING_TAPE_H
#define TRADING_TAPE_H

#include "market/calendar.h"
#include "market/quote.h"
#include "trading/rest_rules.h"
#include "trading/terms_rules.h"

/* A bar that was still growing. */
struct tape_bar {
	int64_t time_us;
	struct price high;
	struct price low;
	int64_t volume;
};

/* How a symbol stood at the last look. */
struct tape_mark {
	int64_t looked_us; /* when it stood so, in the market's time; 0: never looked at
			    */
	struct quote quote;
	struct trade trade;
	struct tape_bar minute;
	struct tape_bar day;
};

/* What was traded since. */
struct tape_passed {
	struct price high; /* 0: nothing was; likewise low */
	struct price low;
	int64_t volume;
	bool open; /* the session was on when it began; for the caller to say */
};

/* Keeps how it stands now. */
void tape_note(
	struct tape_mark *mark, const struct snapshot *snapshot, int64_t looked_us);

/* Has anything come since, a quote or a trade? */
bool tape_moved(const struct tape_mark *mark, const struct snapshot *snapshot);

/* What was traded since; nothing at the first look. A source that tells no volume counts
 * for a round lot at each new price. */
struct tape_passed tape_since(
	const struct tape_mark *mark, const struct snapshot *snapshot);

/* With the prices that bars tell of, all of which lie between the looks; their volume is
 * counted already. */
struct tape_passed tape_with(struct tape_passed passed, const struct bars *bars);

/* What was traded, as far as it is known, since an instant after the last look: the last
 * trade, if it is later. */
struct tape_passed tape_lately(const struct snapshot *snapshot, int64_t since_us);

/* Both, one after the other. */
struct tape_passed tape_join(struct tape_passed first, struct tape_passed second);

/* The prints of the opening and the close of the last two sessions, as far as they have
 * been seen at `seen_us`. */
void tape_prints(const struct calendar *calendar, const struct snapshot *snapshot,
	int64_t seen_us, struct rest_print prints[static REST_PRINTS]);

#endif
