/*
 * What keeps an order from filling at an instant, before it is asked what there is to
 * fill it: it is not at work, the market is closed to it, the quote is no good.
 */
#ifndef TRADING_HINDRANCE_RULES_H
#define TRADING_HINDRANCE_RULES_H

#include "trading/fill_rules.h"

struct hindrance {
	enum fill_reason reason; /* FILL_WHOLE: nothing is in the way */
	struct price touch;      /* the side's, or the print, on a tick; 0: none */
	struct price limit;      /* to be kept to; 0: none */
	struct quantity left;    /* of a quantity */
	struct money money_left; /* of a notional */
};

/* The arguments are those of fill_rules_decide. */
struct hindrance hindrance_rules_find(const struct fill_model *model,
	const struct terms_order *order, const struct terms_market *market,
	enum fill_moment moment, int64_t now_us);

/* Is this the print of an auction? */
bool hindrance_rules_print(enum fill_moment moment);

#endif
