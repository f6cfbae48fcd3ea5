/*
 * The orders of one account meet what the market did, in its book, under its lock: they
 * open, trigger, fill and end, and those that belong to them follow.
 */
#ifndef TRADING_WORKING_H
#define TRADING_WORKING_H

#include "trading/filling.h"
#include "trading/resting.h"

/* Orders of one account that are dealt with in one transaction. */
enum { WORKING_MOST = 32 };

struct working {
	const struct resting *resting;
	const struct resting_owner *owner;
	struct resting_order orders[WORKING_MOST]; /* that are due, as they come */
	const char *symbols[WORKING_MOST];         /* theirs */
	size_t count;
	size_t symbol_count;
	size_t fills;  /* that came of it */
	bool gives_up; /* the books cannot hold what would come of it: they are cancelled
			*/
};

/* Which orders of the account are to be dealt with. */
void working_choose(struct working *working, const struct resting *resting,
	const struct resting_owner *owner);

/* The same with one of them alone. */
struct working working_part(const struct working *working, size_t number);

/* Lets it all happen in the post's book, which was opened under its lock with lots of the
 * symbols. -1 when it cannot be booked. */
int working_run(struct working *working, struct post *post)
	__attribute__((warn_unused_result));

#endif
