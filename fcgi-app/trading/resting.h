/*
 * All open orders of all accounts, in the market daemon's memory, by symbol: what it
 * takes to tell without a query, at each move of the market, which of them something may
 * come of. What is here is never the truth: an account whose orders may act is opened
 * under its lock, and decided about again.
 *
 * Places in the queue and trailing stops move here, and are written down now and then.
 */
#ifndef TRADING_RESTING_H
#define TRADING_RESTING_H

#include "base/uuid.h"
#include "trading/tape.h"
#include "trading/ticket.h"

struct resting;

/* Whose orders they are, and how they are filled. */
struct resting_owner {
	char account_id[UUID_SIZE];
	int64_t user_id;
	enum terms_fill_model fill_model;
	uint64_t seed;
};

/* An order in memory. */
struct resting_order {
	struct terms_order terms;
	int64_t updated_us;
	int64_t since_us;          /* what the market did before does not concern it */
	struct tape_passed passed; /* of one that is due: what makes it so */
	bool armed;
	bool due;   /* something may come of it */
	bool moved; /* and is to be written */
};

/* How the market stands at a place. The view's model is the account's. */
struct resting_sight {
	struct rest_view view;
	struct tape_passed since; /* the last look, which was at looked_us */
	int64_t looked_us;
	const struct snapshot *snapshot;
};

/* Room grows up to `most` orders, and as many accounts. `place_of` gives a symbol its
 * place, from 0 to places - 1; below 0: it has none, and only time acts on its orders.
 * NULL when there is no memory. */
struct resting *resting_new(int (*place_of)(const char *symbol), int places, size_t most);
void resting_free(struct resting *resting);

/* Forgets everything. */
void resting_clear(struct resting *resting);

/* These are the open orders of an account, all of them; what was known before is
 * forgotten. -1 when there is no room, or no memory. */
int resting_put(struct resting *resting, const struct resting_owner *owner,
	const struct tickets *orders) __attribute__((warn_unused_result));

/* Forgets accounts that were not put since this was last called: of whose last order
 * nothing was told. */
void resting_sweep(struct resting *resting);

size_t resting_count(const struct resting *resting);

/* Does anything rest at the place? -1 stands for all that have none. */
bool resting_has(const struct resting *resting, int place);

/* Lets the orders at a place see the market: some move, some become due. */
void resting_look(struct resting *resting, int place, const struct resting_sight *sight);

/* Shows what passed in a view of how the market stands now. */
void resting_show(struct rest_view *view, const struct tape_passed *passed);

/* Orders that have moved before `before_us`, and were not written since, make their
 * accounts due as well, so many of them at most. */
void resting_flush(struct resting *resting, int64_t before_us, size_t most);

/* How many accounts are due; the one that has been for longest, NULL when none is. It
 * lives until the next call that changes anything. */
size_t resting_due_count(const struct resting *resting);
const struct resting_owner *resting_due(const struct resting *resting);

/* Its order of that number; NULL when it is not known. */
const struct resting_order *resting_find(
	const struct resting *resting, const struct resting_owner *owner, int64_t number);

/* Its orders that are due, in the order in which they are dealt with, at most so many.
 * Returns how many there are. */
size_t resting_due_orders(const struct resting *resting,
	const struct resting_owner *owner, const struct resting_order **orders,
	size_t most);

/* The first account that is due goes behind the others, with what its orders are due
 * for. */
void resting_defer(struct resting *resting);

/* It was written: what moved is stored, and orders of these numbers are due no more. With
 * others that are, it goes behind the other accounts. */
void resting_settle(struct resting *resting, const int64_t *numbers, size_t count);

#endif
