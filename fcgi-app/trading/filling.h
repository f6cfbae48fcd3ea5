/*
 * An order meets the market: what it is filled with, what that costs, and what it leaves
 * of cash, position and lots. Used when an order comes, and by the market daemon for what
 * rests.
 */
#ifndef TRADING_FILLING_H
#define TRADING_FILLING_H

#include "trading/means.h"
#include "trading/ticket_life.h"

struct filling {
	struct post *post;
	struct ticket *ticket;     /* of the post's book */
	const struct scene *scene; /* its market is what the order meets */
	enum fill_moment moment;
	/* What comes of it. */
	struct fill_decision decision;
	struct money fees;
	struct trade_details details;
};

/* Is the stop of an order reached now? Notes it, and where a stop trails to. False when a
 * figure does not fit. */
bool filling_trigger(struct filling *filling) __attribute__((warn_unused_result));

/* Decides, changes nothing; then says whether the account can pay for what was decided:
 * what the depth makes of a price may be dearer than the quote that it was checked at. */
enum trade_refusal filling_decide(struct filling *filling)
	__attribute__((warn_unused_result));

/* Lets what was decided happen, to the order, its group, and the account. -1 when that
 * cannot be: a figure does not fit, or there is no memory. */
int filling_apply(struct filling *filling) __attribute__((warn_unused_result));

#endif
