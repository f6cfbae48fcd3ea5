/*
 * What trading costs beside the price: commission, what the SEC and FINRA take from who
 * sells, interest on borrowed cash, fees for borrowed shares. All in whole cents.
 *
 * Fees of an order are those of everything it has filled so far, less what its earlier
 * fills have paid: an order that fills in parts pays what it would have paid at once.
 */
#ifndef TRADING_FEE_RULES_H
#define TRADING_FEE_RULES_H

#include "trading/terms_rules.h"

/* What an order has filled. */
struct fee_base {
	struct quantity quantity; /* above zero, of a sale too */
	struct money value;
};

struct fee {
	struct money commission;
	struct money sec;   /* of section 31 */
	struct money finra; /* its trading activity fee */
	struct money total;
};

/*
 * Of an order whose fills came from `before` to `after`, on a day counted from 1970-01-01
 * in New York; the rates are that day's. `multiplier` is 1 of shares, else it is
 * contracts.
 *
 * Commission: per order and per share together, not below the least nor above the most,
 * to the nearest cent, a tie to the even one. SEC: its rate of the value, up to the next
 * cent. FINRA: its rate per share up to its most, or per contract, up to the next cent.
 * False when a figure does not fit.
 */
DECIMAL_CHECKED bool fee_rules_fill(const struct terms_fees *fees, enum terms_side side,
	int64_t multiplier, int32_t day, const struct fee_base *before,
	const struct fee_base *after, struct fee *fee);

/*
 * Interest on what is owed over so many nights (three over a weekend), by actual days in
 * years of 360, to the nearest cent, a tie to the even one. Zero or more: what the holder
 * pays. Cash that is not below zero pays none. False when it does not fit.
 */
DECIMAL_CHECKED bool fee_rules_interest(
	struct money cash, int64_t interest_bp, int64_t nights, struct money *interest);

/* The same for shares that were borrowed: `value` is what they are worth, of any sign. */
DECIMAL_CHECKED bool fee_rules_borrow(
	struct money value, int64_t borrow_bp, int64_t nights, struct money *fee);

#endif
