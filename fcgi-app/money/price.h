#ifndef MONEY_PRICE_H
#define MONEY_PRICE_H

/*
 * What one share, coin or contract costs, in units of 10^-6. Any sign is a price; what
 * the trade forbids (a limit of 0, a price below 0) is a rule's business.
 *
 * As in decimal.h: false means that the result does not fit (or that a divisor is 0),
 * and a failure leaves the output untouched.
 */

#include "money/decimal.h"

enum { PRICE_SCALE = 6 };

struct price {
	int64_t e6;
};

/* decimal_parse and decimal_format at PRICE_SCALE. */
DECIMAL_CHECKED enum decimal_fault price_parse(
	const char *text, size_t length, struct price *price);
size_t price_format(
	struct price price, unsigned min_places, char text[static DECIMAL_TEXT_SIZE]);

DECIMAL_CHECKED bool price_add(struct price a, struct price b, struct price *sum);
DECIMAL_CHECKED bool price_sub(struct price a, struct price b, struct price *difference);
DECIMAL_CHECKED bool price_negate(struct price price, struct price *negated);

/* -1, 0 or 1 as a is below, equal to or above b. */
int price_compare(struct price a, struct price b);
/* -1, 0 or 1 as the price is below, equal to or above zero. */
int price_sign(struct price price);
bool price_is_zero(struct price price);
struct price price_min(struct price a, struct price b);
struct price price_max(struct price a, struct price b);

/* Rounds to `places` digits after the point: 2 for a tick of one cent. */
DECIMAL_CHECKED bool price_round(struct price price, unsigned places,
	enum decimal_rounding rounding, struct price *rounded);

/* price * basis_points / 10000: how far a percentage stop trails. */
DECIMAL_CHECKED bool price_times_bp(struct price price, int64_t basis_points,
	enum decimal_rounding rounding, struct price *result);
/* price * numerator / denominator, rounded once: a price across a split. */
DECIMAL_CHECKED bool price_times_ratio(struct price price, int64_t numerator,
	int64_t denominator, enum decimal_rounding rounding, struct price *result);
/* part / whole in millionths: 12345 is 1.2345 %. */
DECIMAL_CHECKED bool price_ratio_e6(struct price part, struct price whole,
	enum decimal_rounding rounding, int64_t *ratio_e6);

#endif
