#include "market/providers/amount.h"

#include "money/decimal.h"

#include <string.h>

/* Far more digits than any amount has, and few enough for int64_t. */
enum { DIGITS_MOST = 18, EXPONENT_MOST = 400, LENGTH_MOST = 64 };

/* What has more digits than decimal_parse looks at. */
struct number {
	bool negative;
	bool inexact; /* digits other than 0 were left out, below the coefficient's */
	int64_t coefficient;
	int digits; /* of the coefficient */
	int exponent;
};

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

/* A digit joins the coefficient, or is left out; returns whether it joined. */
static bool take_digit(struct number *number, char byte)
{
	if (number->digits == DIGITS_MOST) {
		number->inexact = number->inexact || byte != '0';
		return false;
	}
	number->coefficient = number->coefficient * 10 + (byte - '0');
	number->digits += number->coefficient != 0;
	return true;
}

static bool take_digits(struct number *number, const char **at, bool fraction)
{
	const char *start = *at;
	for (; is_digit(**at); (*at)++) {
		bool joined = take_digit(number, **at);
		if (fraction)
			number->exponent -= joined;
		else
			number->exponent += !joined;
	}
	return *at > start;
}

static bool take_exponent(struct number *number, const char **at)
{
	int sign = **at == '-' ? -1 : 1, size = 0;
	if (**at == '-' || **at == '+')
		(*at)++;
	if (!is_digit(**at))
		return false;
	for (; is_digit(**at); (*at)++)
		size = size < EXPONENT_MOST ? size * 10 + (**at - '0') : size;
	number->exponent += sign * size;
	return true;
}

static bool take_number(struct number *number, const char *at)
{
	number->negative = *at == '-';
	at += number->negative;
	if ((*at == '0' && is_digit(at[1])) || !take_digits(number, &at, false))
		return false;
	if (*at == '.' && (at++, !take_digits(number, &at, true)))
		return false;
	if ((*at == 'e' || *at == 'E') && (at++, !take_exponent(number, &at)))
		return false;
	return *at == '\0';
}

/* coefficient * 10^shift for shift < 0. What is left out lies below the last digit, so
 * it only tells a half from more than half. */
static int64_t round_half_even(const struct number *number, int shift)
{
	int64_t unit = 1;
	if (shift < -DIGITS_MOST)
		return 0;
	for (int i = 0; i < -shift; i++)
		unit *= 10;
	int64_t whole = number->coefficient / unit;
	int64_t rest = number->coefficient % unit;
	bool up = rest > unit / 2 ||
		  (rest == unit / 2 && (number->inexact || whole % 2 != 0));
	return whole + up;
}

static bool read_long(const char *text, unsigned scale, int64_t *value)
{
	struct number number = {0};
	if (!take_number(&number, text))
		return false;
	int shift = number.exponent + (int)scale;
	int64_t size = number.coefficient;
	if (shift < 0)
		size = round_half_even(&number, shift);
	for (; shift > 0 && size != 0; shift--)
		if (__builtin_mul_overflow(size, 10, &size))
			return false;
	*value = number.negative ? -size : size;
	return true;
}

bool amount_read(const char *text, unsigned scale, int64_t *value)
{
	size_t length = strnlen(text, LENGTH_MOST + 1);
	if (length > LENGTH_MOST)
		return false;
	enum decimal_fault fault = decimal_parse(text, length, scale, value);
	if (fault == DECIMAL_TOO_LONG || fault == DECIMAL_TOO_PRECISE ||
		fault == DECIMAL_NEGATIVE_ZERO)
		return read_long(text, scale, value);
	return fault == DECIMAL_OK;
}
