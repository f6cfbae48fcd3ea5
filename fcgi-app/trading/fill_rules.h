/*
 * Which fills an order gets from the market at an instant, and why these.
 *
 * `touch` fills the whole quantity at the ask or the bid as soon as the order is
 * marketable.
 *
 * `realistic` takes what is displayed, then walks the depth behind it (depth_rules.h).
 * A marketable order that has just come may take displayed size and depth, but, apart
 * from what is displayed, not more than a share of what a day usually trades. What
 * remains of it, at later looks, gets at most that share of the volume traded since. A
 * limit that rests waits until the quantity that stood before it has been traded, at its
 * price or through it, and fills at its limit, or where the market traded if all of that
 * was better.
 *
 * Both: no fill is worse than the limit; a stop just reached fills at its stop or at the
 * touch, whichever is worse; opening and closing orders fill at the print. Shares are
 * counted whole: the broken part of a quantity goes with the last whole share. A notional
 * buys, or sells, what it is worth at each fill's price, to nine decimals and rounded
 * down, so that it is never exceeded. Prices are on ticks, rounded against the order.
 */
#ifndef TRADING_FILL_RULES_H
#define TRADING_FILL_RULES_H

#include "trading/depth_rules.h"
#include "trading/terms_rules.h"

enum { FILL_MOST = DEPTH_LEVELS, FILL_SHARE_BP = 1000 };

/* How fills are made for an account and an instrument. */
struct fill_model {
	enum terms_fill_model kind;
	uint64_t seed;
	int64_t share_bp;   /* of volume, 1 to 10000; FILL_SHARE_BP is usual */
	int64_t stale_us;   /* a quote older than this fills nothing; 0: any age */
	int64_t multiplier; /* shares in one: 1, of an option's contract 100 */
};

/* What the order is shown. */
enum fill_moment {
	FILL_FRESH, /* its first: just come, just triggered, or the market just opened */
	FILL_LOOK,  /* a later one */
	FILL_OPENING, /* the print of the auction is market.last, its volume market.volume
		       */
	FILL_CLOSING
};

/* Why it fills no further. */
enum fill_reason {
	FILL_WHOLE,         /* nothing remains */
	FILL_NOT_OPEN,      /* the order is held, done or over */
	FILL_MARKET_CLOSED, /* at this hour, for this order */
	FILL_OTHER_MOMENT,  /* it waits for a print; or this is a print, and it trades
			       between */
	FILL_NOT_TRIGGERED, /* a stop that has not been reached */
	FILL_NO_QUOTE,      /* nobody bids, or offers */
	FILL_CROSSED,       /* the bid is above the ask: such a quote is wrong */
	FILL_STALE,         /* the quote is too old */
	FILL_NO_SIZE,       /* nothing is displayed */
	FILL_NOT_REACHED,   /* the market has not come to the limit */
	FILL_LIMIT,         /* the next level is beyond the limit */
	FILL_QUEUED,        /* others at its price come first */
	FILL_SHARE,         /* it had its share of the volume */
	FILL_DEPTH,         /* it took all there was */
	FILL_NOT_AT_ONCE,   /* fill or kill, and it could not all be filled */
	FILL_TOO_LITTLE,    /* the notional buys nothing at this price */
	FILL_TOO_LARGE,     /* a figure does not fit */
	FILL_REASONS
};

/* What becomes of the remainder. */
enum fill_rest { FILL_NOTHING_RESTS, FILL_RESTS, FILL_CANCELS };

enum fill_way { FILL_AT_TOUCH, FILL_FROM_DEPTH, FILL_FROM_QUEUE, FILL_AT_PRINT };

struct fill {
	struct quantity quantity; /* above zero, of a sale too */
	struct price price;
	struct money value;    /* fill_rules_value of them */
	struct money slippage; /* against the touch; below zero: better than it */
	enum fill_way way;
	int level;         /* of the depth; 0: what was displayed */
	int64_t impact_e6; /* of the price, by what the order took before */
};

/* All that explains the fills and the remainder, as plain numbers to be stored. */
struct fill_story {
	enum terms_fill_model model;
	enum fill_moment moment;
	struct terms_market
		market;        /* the quote with its sizes and time, trades, volume */
	struct price touch;    /* the side's, on a tick; of a print the print */
	struct price limit;    /* kept to; 0: none */
	int levels;            /* taken from */
	struct money slippage; /* of all fills */
	int64_t impact_e6;     /* the last level's */
	int64_t share_bp;
	int64_t counted; /* shares traded that counted: at or through the limit, after the
			    queue; for a walk all of them */
	int64_t allowed; /* shares that the share of volume let it have; -1: unbound */
	struct quantity ahead_before;
	struct quantity ahead;
};

struct fill_decision {
	struct fill fills[FILL_MOST];
	int count;
	struct quantity filled; /* by these fills */
	struct money value;
	struct quantity ahead; /* to be kept with the order */
	enum fill_reason reason;
	enum fill_rest rest;
	struct fill_story story;
};

/* price * quantity * multiplier, to the nearest millionth, a tie to the even one. */
DECIMAL_CHECKED bool fill_rules_value(struct price price, struct quantity quantity,
	int64_t multiplier, struct money *value);

/* Decides. The same arguments give the same decision, for ever. */
void fill_rules_decide(const struct fill_model *model, const struct terms_order *order,
	const struct terms_market *market, enum fill_moment moment, int64_t now_us,
	struct fill_decision *decision);

#endif
