/*
 * What holding costs by the night: interest on cash that is owed, fees for shares that
 * are sold short. Charged once for each session, by what stands at its close, for the
 * nights until the next.
 */
#ifndef TRADING_CHARGES_H
#define TRADING_CHARGES_H

#include "trading/visit.h"

struct charges {
	struct calendar_session session;
	struct visit_round interest;
	struct visit_round borrow;
	bool done;
};

void charges_begin(struct charges *charges, const struct calendar_session *session);

/* A page of accounts. -1 when the database fails. */
int charges_turn(struct charges *charges, struct feed *feed)
	__attribute__((warn_unused_result));

#endif
