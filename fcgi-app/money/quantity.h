#ifndef MONEY_QUANTITY_H
#define MONEY_QUANTITY_H

/*
 * How many shares, coins or contracts, in units of 10^-9; below zero is a short one.
 *
 * As in decimal.h: false means that the result does not fit (or that a divisor is 0),
 * and a failure leaves the output untouched.
 */

#include "money/decimal.h"

enum { QUANTITY_SCALE = 9 };

struct quantity {
	int64_t e9;
};

/* decimal_parse and decimal_format at QUANTITY_SCALE. */
DECIMAL_CHECKED enum decimal_fault quantity_parse(
	const char *text, size_t length, struct quantity *quantity);
size_t quantity_format(struct quantity quantity, unsigned min_places,
	char text[static DECIMAL_TEXT_SIZE]);

DECIMAL_CHECKED bool quantity_add(
	struct quantity a, struct quantity b, struct quantity *sum);
DECIMAL_CHECKED bool quantity_sub(
	struct quantity a, struct quantity b, struct quantity *difference);
DECIMAL_CHECKED bool quantity_negate(struct quantity quantity, struct quantity *negated);

/* -1, 0 or 1 as a is below, equal to or above b. */
int quantity_compare(struct quantity a, struct quantity b);
/* -1, 0 or 1 as the quantity is below, equal to or above zero. */
int quantity_sign(struct quantity quantity);
bool quantity_is_zero(struct quantity quantity);
struct quantity quantity_min(struct quantity a, struct quantity b);
struct quantity quantity_max(struct quantity a, struct quantity b);

/* Rounds to `places` digits after the point: 0 for whole shares. */
DECIMAL_CHECKED bool quantity_round(struct quantity quantity, unsigned places,
	enum decimal_rounding rounding, struct quantity *rounded);

/* quantity * numerator / denominator, rounded once: a holding across a split. */
DECIMAL_CHECKED bool quantity_times_ratio(struct quantity quantity, int64_t numerator,
	int64_t denominator, enum decimal_rounding rounding, struct quantity *result);

#endif
