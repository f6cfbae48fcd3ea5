/*
 * When stops are reached. Trades reach them, not quotes, and in regular hours alone.
 *
 * A look sees only the highest and the lowest trade since the look before, not which
 * came first. So a trailing stop is held against them where it stood, and where they
 * move it to is held against the last trade only, which came after both.
 */
#ifndef TRADING_TRIGGER_RULES_H
#define TRADING_TRIGGER_RULES_H

#include "trading/terms_rules.h"

enum trigger_reason {
	TRIGGER_REACHED,
	TRIGGER_NOT_REACHED,
	TRIGGER_CLOSED,    /* not in regular hours */
	TRIGGER_NO_TRADE,  /* nothing was traded */
	TRIGGER_NO_STOP,   /* not a stop, or reached before, or not at work */
	TRIGGER_TOO_LARGE, /* a figure does not fit */
	TRIGGER_REASONS
};

struct trigger {
	enum trigger_reason reason;
	struct price stop;       /* as the order has it from now on */
	struct price high_water; /* likewise */
	struct price at;         /* the trade that reached it; 0: none */
};

/*
 * Looks at the trades since the last look. For an order that has just come, the market's
 * high and low must be its last trade: what was before does not concern it. `multiplier`
 * as in tick_rules.h. Unless it is reached the order stays as it was, apart from the stop
 * and the high-water mark of one that trails.
 *
 * A trailing stop stands off the high-water mark by its price or its per cent; rounded to
 * a tick away from the market: down for who sells, up for who buys.
 */
struct trigger trigger_rules_look(const struct terms_order *order,
	const struct terms_market *market, int64_t multiplier);

/*
 * The limit that the order keeps to once triggered, or 0 for none. That of a limit or
 * stop-limit order is its own; a stop that buys becomes a limit 4 % above the stop, or
 * 2.5 % from $50 on, rounded down to a tick; all else becomes a market order. False when
 * it does not fit.
 */
DECIMAL_CHECKED bool trigger_rules_limit(
	const struct terms_order *order, int64_t multiplier, struct price *limit);

/*
 * Which of an account's orders is dealt with first at the same instant (below zero: a).
 * Those with a stop before those without, for a look that saw both a loss and a profit
 * takes the loss; then who came first; then the lower number. Two orders with different
 * numbers never compare as equal.
 */
int trigger_rules_compare(const struct terms_order *a, const struct terms_order *b);

#endif
