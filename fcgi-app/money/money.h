#ifndef MONEY_MONEY_H
#define MONEY_MONEY_H

/*
 * An amount of the account's currency, in units of 10^-6, and what ties money, price and
 * quantity together. This header brings the other two types along.
 *
 * As in decimal.h: false means that the result does not fit (or that a divisor is 0),
 * and a failure leaves the output untouched. Signs multiply and divide as in algebra:
 * the notional of a short quantity is below zero, and floor still means downwards.
 */

#include "money/decimal.h"
#include "money/price.h"
#include "money/quantity.h"

enum { MONEY_SCALE = 6 };

struct money {
	int64_t e6;
};

/* decimal_parse and decimal_format at MONEY_SCALE. */
DECIMAL_CHECKED enum decimal_fault money_parse(
	const char *text, size_t length, struct money *money);
size_t money_format(
	struct money money, unsigned min_places, char text[static DECIMAL_TEXT_SIZE]);

DECIMAL_CHECKED bool money_add(struct money a, struct money b, struct money *sum);
DECIMAL_CHECKED bool money_sub(struct money a, struct money b, struct money *difference);
DECIMAL_CHECKED bool money_negate(struct money money, struct money *negated);

/* -1, 0 or 1 as a is below, equal to or above b. */
int money_compare(struct money a, struct money b);
/* -1, 0 or 1 as the amount is below, equal to or above zero. */
int money_sign(struct money money);
bool money_is_zero(struct money money);
struct money money_min(struct money a, struct money b);
struct money money_max(struct money a, struct money b);

/* Rounds to `places` digits after the point: 2 for cents. */
DECIMAL_CHECKED bool money_round(struct money money, unsigned places,
	enum decimal_rounding rounding, struct money *rounded);

/* money * basis_points / 10000: a commission, a margin requirement. */
DECIMAL_CHECKED bool money_times_bp(struct money money, int64_t basis_points,
	enum decimal_rounding rounding, struct money *result);
/* money * ratio_e6 / 1000000: a rate finer than a basis point. */
DECIMAL_CHECKED bool money_times_e6(struct money money, int64_t ratio_e6,
	enum decimal_rounding rounding, struct money *result);
/* money * numerator / denominator, rounded once: a lot's share of a cost. */
DECIMAL_CHECKED bool money_times_ratio(struct money money, int64_t numerator,
	int64_t denominator, enum decimal_rounding rounding, struct money *result);
/* part / whole in millionths: 12345 is 1.2345 %. */
DECIMAL_CHECKED bool money_ratio_e6(struct money part, struct money whole,
	enum decimal_rounding rounding, int64_t *ratio_e6);

/* notional = price * quantity */
DECIMAL_CHECKED bool money_notional(struct price price, struct quantity quantity,
	enum decimal_rounding rounding, struct money *notional);
/* average = money / quantity */
DECIMAL_CHECKED bool money_average_price(struct money money, struct quantity quantity,
	enum decimal_rounding rounding, struct price *average);
/* quantity = money / price: what the money buys at the price. */
DECIMAL_CHECKED bool money_buys(struct money money, struct price price,
	enum decimal_rounding rounding, struct quantity *quantity);

#endif
