#include "money/price.h"

enum decimal_fault price_parse(const char *text, size_t length, struct price *price)
{
	return decimal_parse(text, length, PRICE_SCALE, &price->e6);
}

size_t price_format(
	struct price price, unsigned min_places, char text[static DECIMAL_TEXT_SIZE])
{
	return decimal_format(price.e6, PRICE_SCALE, min_places, text);
}

bool price_add(struct price a, struct price b, struct price *sum)
{
	return decimal_add(a.e6, b.e6, &sum->e6);
}

bool price_sub(struct price a, struct price b, struct price *difference)
{
	return decimal_sub(a.e6, b.e6, &difference->e6);
}

bool price_negate(struct price price, struct price *negated)
{
	return decimal_negate(price.e6, &negated->e6);
}

int price_compare(struct price a, struct price b)
{
	return decimal_compare(a.e6, b.e6);
}

int price_sign(struct price price)
{
	return decimal_compare(price.e6, 0);
}

bool price_is_zero(struct price price)
{
	return price.e6 == 0;
}

struct price price_min(struct price a, struct price b)
{
	return b.e6 < a.e6 ? b : a;
}

struct price price_max(struct price a, struct price b)
{
	return b.e6 > a.e6 ? b : a;
}

bool price_round(struct price price, unsigned places, enum decimal_rounding rounding,
	struct price *rounded)
{
	return decimal_round(price.e6, PRICE_SCALE, places, rounding, &rounded->e6);
}

bool price_times_ratio(struct price price, int64_t numerator, int64_t denominator,
	enum decimal_rounding rounding, struct price *result)
{
	return decimal_mul_div(price.e6, numerator, denominator, rounding, &result->e6);
}

bool price_times_bp(struct price price, int64_t basis_points,
	enum decimal_rounding rounding, struct price *result)
{
	return price_times_ratio(price, basis_points, 10000, rounding, result);
}

bool price_ratio_e6(struct price part, struct price whole, enum decimal_rounding rounding,
	int64_t *ratio_e6)
{
	return decimal_mul_div(part.e6, 1000000, whole.e6, rounding, ratio_e6);
}
