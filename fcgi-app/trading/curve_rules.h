/*
 * An equity curve: what was made day by day, as one return over all of them, whatever was
 * put in or taken out meanwhile, and how far it fell below its highest point.
 */
#ifndef TRADING_CURVE_RULES_H
#define TRADING_CURVE_RULES_H

#include "trading/terms_rules.h"

/* In units of 10^-12, of which the curve begins with CURVE_ONE. */
#define CURVE_ONE INT64_C(1000000000000)

struct curve {
	int64_t index_e12;
	int64_t peak_e12;
	int64_t return_e6;   /* since it began: 12345 is 1.2345 %; likewise below */
	int64_t drawdown_e6; /* below the peak; never above 0 */
	int64_t deepest_e6;  /* the lowest that drawdown was */
	struct money profit; /* of all days */
};

struct curve curve_rules_begin(void);

/* A day that began with `equity` and made `profit`. To the nearest unit, a tie to the
 * even one. A day that began with nothing, or less, moves money but no index; one that
 * lost all, or more, leaves the index at 0. False when a figure does not fit. */
bool curve_rules_add(struct curve *curve, struct money equity, struct money profit)
	__attribute__((warn_unused_result));

#endif
