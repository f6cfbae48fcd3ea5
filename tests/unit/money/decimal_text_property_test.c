/* decimal_parse and decimal_format against GMP, on random values and numbers. */
#include "money/decimal.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <gmp.h>

#include "random.h"

enum { ROUNDS = 100000 };

static const int64_t UNTOUCHED = 0x5ca1ab1e;

/* The text of value at scale with every place, written by GMP. */
static void full_text(int64_t value, unsigned scale, char *text, size_t size)
{
	char digits[32];
	mpz_t magnitude;
	mpz_init_set_si(magnitude, value);
	mpz_abs(magnitude, magnitude);
	int length =
		gmp_snprintf(digits, sizeof digits, "%0*Zd", (int)scale + 1, magnitude);
	int whole = length - (int)scale;
	snprintf(text, size, "%s%.*s%s%s", value < 0 ? "-" : "", whole, digits,
		scale > 0 ? "." : "", digits + whole);
	mpz_clear(magnitude);
}

static void format_then_parse(void **state)
{
	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		int64_t value = random_operand(), again = UNTOUCHED;
		unsigned scale = random_below(DECIMAL_SCALE_MAX + 1);
		unsigned min_places = random_below(scale + 1);
		char text[DECIMAL_TEXT_SIZE], expected[40];
		size_t length = decimal_format(value, scale, min_places, text);
		assert_int_equal(length, strlen(text));

		full_text(value, scale, expected, sizeof expected);
		size_t full = strlen(expected);
		unsigned places = scale;
		while (places > min_places && expected[full - 1] == '0') {
			expected[--full] = '\0';
			places--;
		}
		if (scale > 0 && places == 0) {
			expected[--full] = '\0';
		}
		assert_string_equal(text, expected);
		assert_int_equal(decimal_parse(text, length, scale, &again), DECIMAL_OK);
		assert_true(again == value);
	}
}

static unsigned append_digits(char *text, unsigned at, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		text[at++] = (char)('0' + (random_below(2) == 0 ? 0 : random_below(10)));
	}
	return at;
}

/*
 * A random number in JSON's grammar; also gives its digits as an integer and the power
 * of ten these are to be multiplied with.
 */
static void random_number(char text[static 80], mpz_t digits, int *exponent)
{
	char plain[80] = "";
	unsigned at = 0, plain_at = 0;
	if (random_below(4) == 0) {
		text[at++] = '-';
		plain[plain_at++] = '-';
	}
	unsigned start = at;
	if (random_below(3) == 0) {
		text[at++] = '0';
	} else {
		text[at++] = (char)('1' + random_below(9));
		at = append_digits(text, at, random_below(18));
	}
	memcpy(plain + plain_at, text + start, at - start);
	plain_at += at - start;
	*exponent = 0;
	if (random_below(2) == 0) {
		text[at++] = '.';
		unsigned places = 1 + random_below(10);
		start = at;
		at = append_digits(text, at, places);
		memcpy(plain + plain_at, text + start, places);
		*exponent = -(int)places;
	}
	text[at] = '\0';
	assert_int_equal(mpz_set_str(digits, plain, 10), 0);
	if (random_below(2) == 0) {
		int power = (int)random_below(60) - 30;
		snprintf(text + at, 80 - at, "%c%s%d", random_below(2) == 0 ? 'e' : 'E',
			power > 0 && random_below(2) == 0 ? "+" : "", power);
		*exponent += power;
	}
}

static enum decimal_fault expected_fault(
	const char *text, const mpz_t digits, int exponent, unsigned scale, mpz_t units)
{
	if (strlen(text) > DECIMAL_LENGTH_MAX) {
		return DECIMAL_TOO_LONG;
	}
	if (mpz_sgn(digits) == 0 && text[0] == '-') {
		return DECIMAL_NEGATIVE_ZERO;
	}
	int shift = exponent + (int)scale;
	mpz_ui_pow_ui(units, 10, (unsigned)abs(shift));
	if (shift < 0 && !mpz_divisible_p(digits, units)) {
		return DECIMAL_TOO_PRECISE;
	}
	if (shift < 0) {
		mpz_divexact(units, digits, units);
	} else {
		mpz_mul(units, digits, units);
	}
	return mpz_fits_slong_p(units) ? DECIMAL_OK : DECIMAL_OUT_OF_RANGE;
}

static void parse_random_numbers(void **state)
{
	(void)state;
	mpz_t digits, units;
	mpz_inits(digits, units, NULL);
	int seen[DECIMAL_OUT_OF_RANGE + 1] = {0};
	for (int i = 0; i < ROUNDS; i++) {
		char text[80];
		int exponent;
		int64_t value = UNTOUCHED;
		unsigned scale = random_below(DECIMAL_SCALE_MAX + 1);
		random_number(text, digits, &exponent);
		enum decimal_fault expected =
			expected_fault(text, digits, exponent, scale, units);
		enum decimal_fault fault =
			decimal_parse(text, strlen(text), scale, &value);
		seen[expected]++;
		if (fault != expected ||
			value != (expected == DECIMAL_OK ? mpz_get_si(units)
							 : UNTOUCHED)) {
			fail_msg("%s at scale %u: fault %d (expected %d), value %" PRId64,
				text, scale, (int)fault, (int)expected, value);
		}
	}
	assert_true(seen[DECIMAL_OK] > ROUNDS / 10);
	assert_true(seen[DECIMAL_TOO_LONG] > ROUNDS / 100);
	assert_true(seen[DECIMAL_NEGATIVE_ZERO] > ROUNDS / 200);
	assert_true(seen[DECIMAL_TOO_PRECISE] > ROUNDS / 10);
	assert_true(seen[DECIMAL_OUT_OF_RANGE] > ROUNDS / 10);
	mpz_clears(digits, units, NULL);
}

int main(void)
{
	random_choose_seed();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(format_then_parse, random_restart),
		cmocka_unit_test_setup(parse_random_numbers, random_restart),
	};
	return cmocka_run_group_tests_name(
		"money/decimal_text_property", tests, NULL, NULL);
}
