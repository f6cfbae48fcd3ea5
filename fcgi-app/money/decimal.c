#include "money/decimal.h"

#include <assert.h>
#include <string.h>

/* Holds any product of two int64_t, and any 24 digits. */
__extension__ typedef __int128 wide;

/* An exponent's digits stop counting here: far outside any scale, far inside int. */
enum { EXPONENT_CAP = 10000 };

/* (-1)^negative * coefficient * 10^exponent */
struct number {
	bool negative;
	wide coefficient;
	int exponent;
};

static int64_t power_of_ten(unsigned exponent)
{
	assert(exponent <= DECIMAL_SCALE_MAX);
	int64_t power = 1;
	for (unsigned i = 0; i < exponent; i++) {
		power *= 10;
	}
	return power;
}

static bool narrow(wide value, int64_t *result)
{
	if (value < INT64_MIN || value > INT64_MAX) {
		return false;
	}
	*result = (int64_t)value;
	return true;
}

static bool take(const char **at, const char *end, char wanted)
{
	if (*at == end || **at != wanted) {
		return false;
	}
	++*at;
	return true;
}

/* Takes the digits at *at, appends them to the coefficient, returns how many. */
static int take_digits(const char **at, const char *end, wide *coefficient)
{
	int count = 0;
	for (; *at < end && **at >= '0' && **at <= '9'; ++*at) {
		*coefficient = *coefficient * 10 + (**at - '0');
		count++;
	}
	return count;
}

static bool take_exponent(const char **at, const char *end, int *exponent)
{
	bool negative = take(at, end, '-');
	if (!negative) {
		(void)take(at, end, '+');
	}
	wide size = 0;
	if (take_digits(at, end, &size) == 0) {
		return false;
	}
	int capped = size < EXPONENT_CAP ? (int)size : EXPONENT_CAP;
	*exponent += negative ? -capped : capped;
	return true;
}

/* JSON's grammar for a number; the caller has bounded the length. */
static bool read_number(const char *at, const char *end, struct number *number)
{
	*number = (struct number){.negative = take(&at, end, '-')};
	bool leading_zero = at < end && *at == '0';
	int whole = take_digits(&at, end, &number->coefficient);
	if (whole == 0 || (leading_zero && whole > 1)) {
		return false;
	}
	if (take(&at, end, '.')) {
		int places = take_digits(&at, end, &number->coefficient);
		if (places == 0) {
			return false;
		}
		number->exponent = -places;
	}
	if (take(&at, end, 'e') || take(&at, end, 'E')) {
		if (!take_exponent(&at, end, &number->exponent)) {
			return false;
		}
	}
	return at == end;
}

/* The coefficient is not 0, so a digit other than 0 soon ends the loop. */
static enum decimal_fault count_units(
	struct number number, unsigned scale, int64_t *value)
{
	int shift = number.exponent + (int)scale;
	for (; shift < 0; shift++) {
		if (number.coefficient % 10 != 0) {
			return DECIMAL_TOO_PRECISE;
		}
		number.coefficient /= 10;
	}
	/* Within these bounds the product fits wide; the second is the size of INT64_MIN.
	 */
	if (shift > DECIMAL_SCALE_MAX || number.coefficient > -(wide)INT64_MIN) {
		return DECIMAL_OUT_OF_RANGE;
	}
	wide units = number.coefficient * power_of_ten((unsigned)shift);
	if (!narrow(number.negative ? -units : units, value)) {
		return DECIMAL_OUT_OF_RANGE;
	}
	return DECIMAL_OK;
}

enum decimal_fault decimal_parse(
	const char *text, size_t length, unsigned scale, int64_t *value)
{
	assert(scale <= DECIMAL_SCALE_MAX);
	if (length == 0) {
		return DECIMAL_EMPTY;
	}
	if (length > DECIMAL_LENGTH_MAX) {
		return DECIMAL_TOO_LONG;
	}
	struct number number;
	if (!read_number(text, text + length, &number)) {
		return DECIMAL_SYNTAX;
	}
	if (number.coefficient == 0) {
		if (number.negative) {
			return DECIMAL_NEGATIVE_ZERO;
		}
		*value = 0;
		return DECIMAL_OK;
	}
	return count_units(number, scale, value);
}

size_t decimal_format(int64_t value, unsigned scale, unsigned min_places,
	char text[static DECIMAL_TEXT_SIZE])
{
	assert(min_places <= scale);
	uint64_t magnitude = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
	uint64_t unit = (uint64_t)power_of_ten(scale);
	uint64_t whole = magnitude / unit;
	uint64_t part = magnitude % unit;
	unsigned places = scale;
	for (; places > min_places && part % 10 == 0; places--) {
		part /= 10;
	}

	char digits[DECIMAL_TEXT_SIZE];
	char *end = digits + sizeof digits;
	char *at = end;
	*--at = '\0';
	for (unsigned i = 0; i < places; i++, part /= 10) {
		*--at = (char)('0' + part % 10);
	}
	if (places > 0) {
		*--at = '.';
	}
	do {
		*--at = (char)('0' + whole % 10);
		whole /= 10;
	} while (whole > 0);
	if (value < 0) {
		*--at = '-';
	}
	memcpy(text, at, (size_t)(end - at));
	return (size_t)(end - at) - 1;
}

bool decimal_add(int64_t a, int64_t b, int64_t *sum)
{
	return narrow((wide)a + b, sum);
}

bool decimal_sub(int64_t a, int64_t b, int64_t *difference)
{
	return narrow((wide)a - b, difference);
}

bool decimal_negate(int64_t value, int64_t *negated)
{
	return narrow(-(wide)value, negated);
}

int decimal_compare(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/*
 * Whether a truncated quotient has to move one unit off zero. The remainder is not 0, and
 * twice_remainder and divisor are magnitudes.
 */
static bool moves_off_zero(bool negative, bool odd, wide twice_remainder, wide divisor,
	enum decimal_rounding rounding)
{
	switch (rounding) {
	case DECIMAL_FLOOR:
		return negative;
	case DECIMAL_CEIL:
		return !negative;
	case DECIMAL_TRUNCATE:
		return false;
	case DECIMAL_HALF_UP:
		return twice_remainder >= divisor;
	case DECIMAL_HALF_EVEN:
		break;
	}
	return twice_remainder > divisor || (twice_remainder == divisor && odd);
}

bool decimal_mul_div(int64_t a, int64_t b, int64_t divisor,
	enum decimal_rounding rounding, int64_t *result)
{
	if (divisor == 0) {
		return false;
	}
	wide dividend = (wide)a * b;
	bool negative = (dividend < 0) != (divisor < 0);
	wide size = dividend < 0 ? -dividend : dividend;
	wide parts = divisor < 0 ? -(wide)divisor : divisor;
	wide quotient = size / parts;
	wide remainder = size - quotient * parts;
	if (remainder != 0 && moves_off_zero(negative, quotient % 2 != 0, 2 * remainder,
				      parts, rounding)) {
		quotient++;
	}
	return narrow(negative ? -quotient : quotient, result);
}

bool decimal_mul(int64_t a, int64_t b, unsigned scale, enum decimal_rounding rounding,
	int64_t *product)
{
	return decimal_mul_div(a, b, power_of_ten(scale), rounding, product);
}

bool decimal_div(int64_t a, int64_t b, unsigned scale, enum decimal_rounding rounding,
	int64_t *quotient)
{
	return decimal_mul_div(a, power_of_ten(scale), b, rounding, quotient);
}

bool decimal_rescale(int64_t value, unsigned from, unsigned to,
	enum decimal_rounding rounding, int64_t *rescaled)
{
	return decimal_mul_div(
		value, power_of_ten(to), power_of_ten(from), rounding, rescaled);
}

bool decimal_rescale_exact(int64_t value, unsigned from, unsigned to, int64_t *rescaled)
{
	wide units = (wide)value * power_of_ten(to);
	int64_t unit = power_of_ten(from);
	return units % unit == 0 && narrow(units / unit, rescaled);
}

bool decimal_round(int64_t value, unsigned scale, unsigned places,
	enum decimal_rounding rounding, int64_t *rounded)
{
	if (places >= scale) {
		*rounded = value;
		return true;
	}
	int64_t unit = power_of_ten(scale - places);
	int64_t count;
	return decimal_mul_div(value, 1, unit, rounding, &count) &&
	       narrow((wide)count * unit, rounded);
}
