/*
 * Tax lots: what was opened when and for how much, and which of it a closing fill closes.
 * Lots of a position are all long or all short. Costs are signed like quantities: of a
 * short lot, below zero, what it brought. Fees are not part of a lot: they stand in the
 * ledger by themselves.
 *
 * Nothing is lost in cutting: the parts of a cost and of a fill's value sum to the whole,
 * so what is realized, less what open lots cost, is the cash that came and went.
 */
#ifndef TRADING_LOT_RULES_H
#define TRADING_LOT_RULES_H

#include "trading/terms_rules.h"

/* Which lots are closed first. (Lots chosen by hand are another method, not made yet.) */
enum lot_method {
	LOT_FIFO,
	LOT_LIFO,
	LOT_HIGHEST /* the dearest; of shorts what brought least: the least gain */
};

struct lot {
	int64_t number; /* of the fill that opened it; no two lots share one */
	int64_t opened_us;
	struct quantity quantity; /* never zero */
	struct money cost;
};

/* The lots of a position, oldest first, in the caller's memory. */
struct lots {
	struct lot *items;
	size_t count;
	size_t limit;
};

struct lot_fill {
	enum terms_side side;
	struct quantity quantity; /* above zero */
	struct money value;       /* zero or more */
	int64_t number;
	int64_t time_us;
};

/* A lot, or part of one, that was closed. */
struct lot_closing {
	size_t index; /* of the lot before the fill */
	int64_t number;
	int64_t opened_us;
	struct quantity quantity; /* signed like the lot's */
	struct money cost;        /* likewise */
	struct money cash;        /* what closing it brought; below zero: what it took */
	struct money realized;    /* cash - cost */
};

struct lot_closings {
	struct lot_closing *items; /* in the order of closing */
	size_t count;
	size_t limit;
	struct money realized;
};

enum lot_result {
	LOT_OK,
	LOT_CROSSES,  /* more than the position: nothing crosses zero in one fill */
	LOT_FULL,     /* no room for another lot or closing */
	LOT_TOO_LARGE /* a figure does not fit */
};

/*
 * Opens a lot or closes lots. What is taken of a lot has its part of the cost, to the
 * nearest millionth, a tie to the even one, the rest stays; of the value each closing
 * has its part rounded down and the last what remains. Unless LOT_OK the lots stay as
 * they were; the closings are void.
 */
__attribute__((warn_unused_result)) enum lot_result lot_rules_fill(struct lots *lots,
	enum lot_method method, const struct lot_fill *fill,
	struct lot_closings *closings);

/* What the lots sum to. False when it does not fit. */
DECIMAL_CHECKED bool lot_rules_sum(
	const struct lots *lots, struct quantity *quantity, struct money *cost);

/* cost / quantity / multiplier, to the nearest millionth, a tie to the even one; 0 of no
 * quantity. False when it does not fit. */
DECIMAL_CHECKED bool lot_rules_average(struct quantity quantity, struct money cost,
	int64_t multiplier, struct price *average);

#endif
