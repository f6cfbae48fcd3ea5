/*
 * The steps that prices come in: a cent from a dollar on, a hundredth of a cent below;
 * for contracts (of which one stands for several shares) always a cent.
 */
#ifndef TRADING_TICK_RULES_H
#define TRADING_TICK_RULES_H

#include "trading/terms_rules.h"

/* The step at this price. `multiplier` is how many shares one stands for, 1 of a
 * share itself. */
struct price tick_rules_size(struct price price, int64_t multiplier);

/* Is the price in whole steps? */
bool tick_rules_is_whole(struct price price, int64_t multiplier);

/* The price in whole steps. False when it does not fit. */
DECIMAL_CHECKED bool tick_rules_round(struct price price, int64_t multiplier,
	enum decimal_rounding rounding, struct price *rounded);

/* Rounded to a step against the side: up for who buys, down for who sells. */
DECIMAL_CHECKED bool tick_rules_against(enum terms_side side, struct price price,
	int64_t multiplier, struct price *rounded);

/* -1, 0 or 1 as a is better than, as good as or worse than b for the side: lower is
 * better for who buys. */
int tick_rules_compare(enum terms_side side, struct price a, struct price b);

/* The worse of the two for the side. */
struct price tick_rules_worse(enum terms_side side, struct price a, struct price b);

#endif
