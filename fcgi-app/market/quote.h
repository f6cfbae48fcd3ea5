/*
 * What a symbol is worth at an instant: the quote, the last trade, the bars it
 * stands in.
 * Shared with: trading: orders fill at quotes.
 */
#ifndef MARKET_QUOTE_H
#define MARKET_QUOTE_H

#include <stddef.h>
#include <stdint.h>

#include "market/bar.h"
#include "market/source.h"
#include "money/price.h"

struct quote {
	int64_t time_us; /* when it was so, in the market's time */
	struct price bid;
	struct price ask;
	int64_t bid_size; /* shares; contracts for options */
	int64_t ask_size;
};

struct trade {
	int64_t time_us;
	struct price price;
	int64_t size;
	int64_t id;
};

struct snapshot {
	int64_t received_us; /* when it came, on the wall clock; 0: never */
	int64_t source;      /* enum source */
	struct quote quote;
	struct trade trade;
	struct bar minute;       /* so far */
	struct bar day;          /* so far; of the last session when none is on */
	struct bar previous_day; /* the session before that */
};

struct quotes {
	struct quote *items;
	size_t count;
};

struct trades {
	struct trade *items;
	size_t count;
};

#endif
