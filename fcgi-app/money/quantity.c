#include "money/quantity.h"

enum decimal_fault quantity_parse(
	const char *text, size_t length, struct quantity *quantity)
{
	return decimal_parse(text, length, QUANTITY_SCALE, &quantity->e9);
}

size_t quantity_format(struct quantity quantity, unsigned min_places,
	char text[static DECIMAL_TEXT_SIZE])
{
	return decimal_format(quantity.e9, QUANTITY_SCALE, min_places, text);
}

bool quantity_add(struct quantity a, struct quantity b, struct quantity *sum)
{
	return decimal_add(a.e9, b.e9, &sum->e9);
}

bool quantity_sub(struct quantity a, struct quantity b, struct quantity *difference)
{
	return decimal_sub(a.e9, b.e9, &difference->e9);
}

bool quantity_negate(struct quantity quantity, struct quantity *negated)
{
	return decimal_negate(quantity.e9, &negated->e9);
}

int quantity_compare(struct quantity a, struct quantity b)
{
	return decimal_compare(a.e9, b.e9);
}

int quantity_sign(struct quantity quantity)
{
	return decimal_compare(quantity.e9, 0);
}

bool quantity_is_zero(struct quantity quantity)
{
	return quantity.e9 == 0;
}

struct quantity quantity_min(struct quantity a, struct quantity b)
{
	return b.e9 < a.e9 ? b : a;
}

struct quantity quantity_max(struct quantity a, struct quantity b)
{
	return b.e9 > a.e9 ? b : a;
}

bool quantity_round(struct quantity quantity, unsigned places,
	enum decimal_rounding rounding, struct quantity *rounded)
{
	return decimal_round(quantity.e9, QUANTITY_SCALE, places, rounding, &rounded->e9);
}

bool quantity_times_ratio(struct quantity quantity, int64_t numerator,
	int64_t denominator, enum decimal_rounding rounding, struct quantity *result)
{
	return decimal_mul_div(
		quantity.e9, numerator, denominator, rounding, &result->e9);
}
