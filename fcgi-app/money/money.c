#include "money/money.h"

enum decimal_fault money_parse(const char *text, size_t length, struct money *money)
{
	return decimal_parse(text, length, MONEY_SCALE, &money->e6);
}

size_t money_format(
	struct money money, unsigned min_places, char text[static DECIMAL_TEXT_SIZE])
{
	return decimal_format(money.e6, MONEY_SCALE, min_places, text);
}

bool money_add(struct money a, struct money b, struct money *sum)
{
	return decimal_add(a.e6, b.e6, &sum->e6);
}

bool money_sub(struct money a, struct money b, struct money *difference)
{
	return decimal_sub(a.e6, b.e6, &difference->e6);
}

bool money_negate(struct money money, struct money *negated)
{
	return decimal_negate(money.e6, &negated->e6);
}

int money_compare(struct money a, struct money b)
{
	return decimal_compare(a.e6, b.e6);
}

int money_sign(struct money money)
{
	return decimal_compare(money.e6, 0);
}

bool money_is_zero(struct money money)
{
	return money.e6 == 0;
}

struct money money_min(struct money a, struct money b)
{
	return b.e6 < a.e6 ? b : a;
}

struct money money_max(struct money a, struct money b)
{
	return b.e6 > a.e6 ? b : a;
}

bool money_round(struct money money, unsigned places, enum decimal_rounding rounding,
	struct money *rounded)
{
	return decimal_round(money.e6, MONEY_SCALE, places, rounding, &rounded->e6);
}

bool money_times_ratio(struct money money, int64_t numerator, int64_t denominator,
	enum decimal_rounding rounding, struct money *result)
{
	return decimal_mul_div(money.e6, numerator, denominator, rounding, &result->e6);
}

bool money_times_bp(struct money money, int64_t basis_points,
	enum decimal_rounding rounding, struct money *result)
{
	return money_times_ratio(money, basis_points, 10000, rounding, result);
}

bool money_ratio_e6(struct money part, struct money whole, enum decimal_rounding rounding,
	int64_t *ratio_e6)
{
	return decimal_mul_div(part.e6, 1000000, whole.e6, rounding, ratio_e6);
}

bool money_times_e6(struct money money, int64_t ratio_e6, enum decimal_rounding rounding,
	struct money *result)
{
	return money_times_ratio(money, ratio_e6, 1000000, rounding, result);
}

/* Price and money share a scale, so the quantity's unit is all that is left to cancel. */
enum { QUANTITY_ONE_E9 = 1000000000 };

bool money_notional(struct price price, struct quantity quantity,
	enum decimal_rounding rounding, struct money *notional)
{
	return decimal_mul_div(
		price.e6, quantity.e9, QUANTITY_ONE_E9, rounding, &notional->e6);
}

bool money_average_price(struct money money, struct quantity quantity,
	enum decimal_rounding rounding, struct price *average)
{
	return decimal_mul_div(
		money.e6, QUANTITY_ONE_E9, quantity.e9, rounding, &average->e6);
}

bool money_buys(struct money money, struct price price, enum decimal_rounding rounding,
	struct quantity *quantity)
{
	return decimal_mul_div(
		money.e6, QUANTITY_ONE_E9, price.e6, rounding, &quantity->e9);
}
