/*
 * The queue that a resting limit waits in: what stood at its price before it came goes
 * first. Trades at the price serve the queue; a trade through the price means that all
 * of it was served.
 */
#ifndef TRADING_QUEUE_RULES_H
#define TRADING_QUEUE_RULES_H

#include "trading/terms_rules.h"

/* An order's place. */
struct queue {
	enum terms_side side;
	struct price limit;
	struct quantity ahead;
	int64_t multiplier; /* as tick_rules.h */
};

enum queue_state {
	QUEUE_NOT_REACHED, /* nothing was traded at the limit or through it */
	QUEUE_WAITING,     /* others still come first */
	QUEUE_SERVED
};

struct queue_look {
	enum queue_state state;
	struct quantity ahead; /* from now on */
	int64_t counted;       /* shares that passed after all who were ahead */
	bool all_better;       /* the whole market was better than the limit */
	struct price worst;    /* of what was traded, for the side; 0: nothing was */
};

/*
 * What stands before an order that comes to rest at the limit: nothing inside the spread,
 * at the touch what is displayed, behind it what the made depth (depth_rules.h) has
 * there. False when it does not fit.
 */
DECIMAL_CHECKED bool queue_rules_join(const struct queue *queue,
	const struct terms_market *market, uint64_t key, struct quantity *ahead);

/*
 * What passed since the market was last looked at. A look knows the highest and the
 * lowest trade and the volume; each price between them is held to have seen the same
 * volume, rounded down. False when it does not fit.
 */
DECIMAL_CHECKED bool queue_rules_look(const struct queue *queue,
	const struct terms_market *market, struct queue_look *look);

#endif
