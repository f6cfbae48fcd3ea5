/*
 * An account's figures, from its cash, its holdings and its open orders; what it can
 * afford; when it is called, and what a forced close-out closes.
 */
#ifndef TRADING_MARGIN_RULES_H
#define TRADING_MARGIN_RULES_H

#include "trading/need_rules.h"
#include "trading/refusal_rules.h"

struct margin_holding {
	const struct terms_holding *holding;
	bool marginable;
	struct quantity opening; /* what of it was held at the last session's close */
};

struct margin_figures {
	struct money cash;
	struct money long_value;
	struct money short_value; /* never above zero */
	struct money equity;
	struct money initial;
	struct money maintenance;
	int multiplier; /* 1 with less than $2,000 of equity, whatever the account has */
	/* What may be spent; never below zero, open orders already taken off. */
	struct money buying_power;
	struct money regt;
	struct money non_marginable;
	struct money daytrading; /* 0 unless the multiplier is 4 */
};

/*
 * False when a sum does not fit. Values are rounded down. Buying power:
 *   1: the cash; with short positions no more than equity less initial margin;
 *   2: twice what equity exceeds the initial margin by;
 *   4: four times what the last equity exceeded the last maintenance margin by, less
 *      what was opened since; and never more than four times equity less all that is
 *      held.
 */
bool margin_rules_figures(const struct terms_account *account,
	const struct margin_holding *holdings, size_t holding_count,
	const struct need_order *orders, size_t order_count,
	struct margin_figures *figures) __attribute__((warn_unused_result));

/* Can an account with these figures, of its other orders, afford this one? */
enum trade_refusal margin_rules_afford(const struct margin_figures *figures,
	const struct need_order *order, struct trade_details *details)
	__attribute__((warn_unused_result));

/* By how much equity falls short of the maintenance margin; 0: it does not. False when
 * it does not fit. */
bool margin_rules_call(const struct margin_figures *figures, struct money *call)
	__attribute__((warn_unused_result));

struct margin_closing {
	size_t holding; /* its index */
	struct quantity quantity;
	struct money freed; /* of the maintenance margin */
};

/* What a forced close-out closes: the holdings that need the most margin first, of the
 * last one no more whole shares than it takes. `closings` has room for one a holding;
 * `count` says how many there are, none without a call. False when something does not
 * fit. */
bool margin_rules_close_out(const struct margin_figures *figures,
	const struct margin_holding *holdings, size_t holding_count,
	struct margin_closing *closings, size_t *count)
	__attribute__((warn_unused_result));

#endif
