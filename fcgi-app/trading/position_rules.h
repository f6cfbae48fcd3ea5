/*
 * What a position is worth and has made, in all and since the session began.
 */
#ifndef TRADING_POSITION_RULES_H
#define TRADING_POSITION_RULES_H

#include "trading/terms_rules.h"

/* What of a position was opened since the session began: signed like the position. */
struct position_fresh {
	struct quantity quantity;
	struct money cost;
};

/* Parts are in millionths: 12345 is 1.2345 %. */
struct position_figures {
	struct price entry;  /* what one of it cost, on average */
	struct money value;  /* below zero: short */
	struct money profit; /* value less cost */
	int64_t profit_e6;   /* as a part of the cost */
	struct money today;  /* value less what it was worth, or cost, at the beginning */
	int64_t today_e6;    /* as a part of that */
	struct money beginning; /* that: the old part at the last close, the fresh part at
				   its cost */
	int64_t change_e6;      /* of the price since the last close; 0 when unknown */
};

/* Values are rounded down, as margin_rules has them; parts and the average to the
 * nearest, a tie to the even one. False when a figure does not fit. */
bool position_rules_figures(const struct terms_holding *holding,
	const struct position_fresh *fresh, struct position_figures *figures)
	__attribute__((warn_unused_result));

/* part / whole in millionths, the whole taken without its sign; 0 of nothing. False when
 * it does not fit. */
bool position_rules_part(struct money part, struct money whole, int64_t *part_e6)
	__attribute__((warn_unused_result));

#endif
