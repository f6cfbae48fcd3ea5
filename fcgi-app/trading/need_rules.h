/*
 * What a position needs in margin, and what an open order reserves before it is filled.
 * Requirements are rounded up, and no sum wraps around: false means that it does not
 * fit.
 */
#ifndef TRADING_NEED_RULES_H
#define TRADING_NEED_RULES_H

#include "trading/terms_rules.h"

struct need {
	struct money value;       /* what it is worth or costs; never below zero */
	struct money initial;     /* to open it: half of its value, at least: */
	struct money maintenance; /* to keep it */
	bool heavy;               /* initial is more than half of the value */
};

/* An open order, or one that asks to be one. */
struct need_order {
	const struct terms_order *order;
	struct quantity position; /* in its symbol */
	struct price ask;         /* of its symbol now */
	bool marginable;
	struct money fees; /* that it will cost, at most */
};

/* Long: 30 %, or all of it under $2.50 and where the instrument is not marginable.
 * Short, from $5 on: 30 %, at least $5 a share; below: all of it, at least $2.50 a share.
 */
bool need_rules_position(struct quantity quantity, struct price price, bool marginable,
	struct need *need) __attribute__((warn_unused_result));

/* What is left of an order and opens or enlarges a position; of one that closes, is over
 * or waits for another of its group: nothing. A buy is valued at its limit (a stop at
 * the one it will have), else at its trailing stop, else at the ask; a short sale at the
 * ask and 3 %, or at its limit where that is more. Fees are part of the value. */
bool need_rules_order(const struct need_order *order, struct need *need)
	__attribute__((warn_unused_result));

/* How much buying power it takes at a multiplier of 1, 2 or 4: its value, or, when it is
 * heavy, its initial requirement times the multiplier. */
bool need_rules_usage(const struct need *need, int multiplier, struct money *usage)
	__attribute__((warn_unused_result));

/* Does it lessen the position? */
bool need_rules_closes(const struct terms_order *order, struct quantity position);

#endif
