/*
 * What accounts are worth through the day: each that holds something is valued once a
 * minute of the session, for its history; and when it is worth too little, there is a
 * margin call.
 */
#ifndef TRADING_WORTH_H
#define TRADING_WORTH_H

#include "trading/visit.h"

struct worth {
	int64_t minute_us; /* that it is told for */
	struct visit_round round;
	bool done;
};

void worth_begin(struct worth *worth, int64_t minute_us);

/* A page of accounts. -1 when the database fails. */
int worth_turn(struct worth *worth, struct feed *feed)
	__attribute__((warn_unused_result));

#endif
