/*
 * decimal_*'s arithmetic: tables for the edges of int64_t, and every small operand with
 * every rounding against what the rounding means.
 */
#ifndef _POSIX_C_SOURCE
#	define _POSIX_C_SOURCE 200809L
#endif

#include "money/decimal.h"

#include <inttypes.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static const int64_t UNTOUCHED = 0x5ca1ab1e;

enum { ROUNDINGS = DECIMAL_HALF_EVEN + 1 };

/*
 * Whether q is what dividend / divisor rounds to: states the meaning by inequalities that
 * exactly one q satisfies, and divides nothing.
 */
static bool is_rounded(int64_t q, int64_t dividend, int64_t divisor, int rounding)
{
	int64_t n = divisor < 0 ? -dividend : dividend;
	int64_t d = divisor < 0 ? -divisor : divisor;
	int64_t error = n - q * d;
	int64_t distance = error < 0 ? -error : error;
	switch ((enum decimal_rounding)rounding) {
	case DECIMAL_FLOOR:
		return 0 <= error && error < d;
	case DECIMAL_CEIL:
		return 0 <= -error && -error < d;
	case DECIMAL_TRUNCATE:
		return distance < d && (n < 0 ? error <= 0 : error >= 0);
	case DECIMAL_HALF_UP:
		return 2 * distance < d ||
		       (2 * distance == d && (n < 0 ? error > 0 : error < 0));
	case DECIMAL_HALF_EVEN:
		return 2 * distance < d || (2 * distance == d && q % 2 == 0);
	}
	return false;
}

static void small_mul_div(void **state)
{
	(void)state;
	enum { SIDE = 30 };
	for (int a = -SIDE; a <= SIDE; a++) {
		for (int b = -SIDE; b <= SIDE; b++) {
			for (int divisor = -SIDE; divisor <= SIDE; divisor++) {
				for (int rounding = 0;
					divisor != 0 && rounding < ROUNDINGS;
					rounding++) {
					int64_t q = UNTOUCHED;
					if (!decimal_mul_div(a, b, divisor,
						    (enum decimal_rounding)rounding,
						    &q) ||
						!is_rounded(
							q, a * b, divisor, rounding)) {
						fail_msg("%d * %d / %d, rounding %d: "
							 "%" PRId64,
							a, b, divisor, rounding, q);
					}
				}
			}
		}
	}
}

static void small_mul_and_div(void **state)
{
	(void)state;
	enum { SIDE = 160, SCALE = 2, ONE = 100 };
	for (int a = -SIDE; a <= SIDE; a++) {
		for (int b = -SIDE; b <= SIDE; b++) {
			for (int rounding = 0; rounding < ROUNDINGS; rounding++) {
				enum decimal_rounding named =
					(enum decimal_rounding)rounding;
				int64_t product, quotient;
				assert_true(decimal_mul(a, b, SCALE, named, &product));
				assert_true(is_rounded(product, a * b, ONE, rounding));
				if (b != 0) {
					assert_true(decimal_div(
						a, b, SCALE, named, &quotient));
					assert_true(is_rounded(
						quotient, a * ONE, b, rounding));
				}
			}
		}
	}
}

static void small_rescale_and_round(void **state)
{
	(void)state;
	static const int power[] = {1, 10, 100, 1000};
	enum { SIDE = 2600, SCALES = COUNT(power) };
	for (int value = -SIDE; value <= SIDE; value++) {
		for (unsigned from = 0; from < SCALES; from++) {
			for (unsigned to = 0; to < SCALES; to++) {
				int64_t exact = UNTOUCHED, got, kept;
				bool whole = value * power[to] % power[from] == 0;
				assert_int_equal(
					decimal_rescale_exact(value, from, to, &exact),
					whole);
				assert_true(
					whole ? exact * power[from] == value * power[to]
					      : exact == UNTOUCHED);
				for (int rounding = 0; rounding < ROUNDINGS; rounding++) {
					enum decimal_rounding named =
						(enum decimal_rounding)rounding;
					assert_true(decimal_rescale(
						value, from, to, named, &got));
					assert_true(is_rounded(got, value * power[to],
						power[from], rounding));
					assert_true(decimal_round(
						value, from, to, named, &kept));
					assert_true(
						to >= from
							? kept == value
							: kept == got * power[from - to]);
				}
			}
		}
	}
}

/* The examples that decimal.h gives for each rounding. */
static void roundings_of_the_header(void **state)
{
	(void)state;
	static const int64_t tenths[] = {25, 35, 26, -24, -25, -35};
	static const int64_t rounded[ROUNDINGS][COUNT(tenths)] = {
		[DECIMAL_FLOOR] = {2, 3, 2, -3, -3, -4},
		[DECIMAL_CEIL] = {3, 4, 3, -2, -2, -3},
		[DECIMAL_TRUNCATE] = {2, 3, 2, -2, -2, -3},
		[DECIMAL_HALF_UP] = {3, 4, 3, -2, -3, -4},
		[DECIMAL_HALF_EVEN] = {2, 4, 3, -2, -2, -4},
	};
	for (int rounding = 0; rounding < ROUNDINGS; rounding++) {
		for (size_t i = 0; i < COUNT(tenths); i++) {
			int64_t got = UNTOUCHED;
			assert_true(decimal_rescale(
				tenths[i], 1, 0, (enum decimal_rounding)rounding, &got));
			assert_true(got == rounded[rounding][i]);
		}
	}
}

static void small_add_sub_negate_compare(void **state)
{
	(void)state;
	for (int a = -100; a <= 100; a++) {
		for (int b = -100; b <= 100; b++) {
			int64_t sum, difference;
			assert_true(decimal_add(a, b, &sum) && sum == a + b);
			assert_true(
				decimal_sub(a, b, &difference) && difference == a - b);
			assert_int_equal(decimal_compare(a, b), a < b   ? -1
								: a > b ? 1
									: 0);
		}
		int64_t negated;
		assert_true(decimal_negate(a, &negated) && negated == -a);
	}
	assert_int_equal(decimal_compare(INT64_MIN, INT64_MAX), -1);
	assert_int_equal(decimal_compare(INT64_MAX, INT64_MIN), 1);
	assert_int_equal(decimal_compare(INT64_MIN, INT64_MIN), 0);
}

static void sums_at_the_edges(void **state)
{
	(void)state;
	static const struct {
		char operation;
		int64_t a, b;
		bool fits;
		int64_t result;
	} table[] = {
		{'+', INT64_MAX, 0, true, INT64_MAX},
		{'+', INT64_MAX, 1, false, 0},
		{'+', INT64_MAX, INT64_MAX, false, 0},
		{'+', INT64_MIN, 0, true, INT64_MIN},
		{'+', INT64_MIN, -1, false, 0},
		{'+', INT64_MIN, INT64_MIN, false, 0},
		{'+', INT64_MIN, INT64_MAX, true, -1},
		{'-', INT64_MIN, 1, false, 0},
		{'-', INT64_MIN, INT64_MIN, true, 0},
		{'-', INT64_MAX, -1, false, 0},
		{'-', INT64_MAX, INT64_MAX, true, 0},
		{'-', 0, INT64_MIN, false, 0},
		{'-', -1, INT64_MIN, true, INT64_MAX},
		{'-', 0, INT64_MAX, true, -INT64_MAX},
		{'n', INT64_MAX, 0, true, -INT64_MAX},
		{'n', -INT64_MAX, 0, true, INT64_MAX},
		{'n', INT64_MIN, 0, false, 0},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		int64_t a = table[i].a, b = table[i].b, got = UNTOUCHED;
		bool fits = table[i].operation == '+'   ? decimal_add(a, b, &got)
			    : table[i].operation == '-' ? decimal_sub(a, b, &got)
							: decimal_negate(a, &got);
		assert_int_equal(fits, table[i].fits);
		assert_true(got == (table[i].fits ? table[i].result : UNTOUCHED));
	}
}

static void mul_div_at_the_edges(void **state)
{
	(void)state;
	static const struct {
		int64_t a, b, divisor;
		enum decimal_rounding rounding;
		bool fits;
		int64_t result;
	} table[] = {
		{1, 1, 0, DECIMAL_FLOOR, false, 0},
		{0, 0, 0, DECIMAL_HALF_EVEN, false, 0},
		{INT64_MIN, 1, 1, DECIMAL_FLOOR, true, INT64_MIN},
		{INT64_MIN, -1, 1, DECIMAL_FLOOR, false, 0},
		{INT64_MIN, 1, -1, DECIMAL_FLOOR, false, 0},
		{INT64_MIN, -1, -1, DECIMAL_FLOOR, true, INT64_MIN},
		{INT64_MIN, INT64_MIN, INT64_MIN, DECIMAL_FLOOR, true, INT64_MIN},
		{INT64_MIN, INT64_MIN, INT64_MAX, DECIMAL_TRUNCATE, false, 0},
		{INT64_MIN, INT64_MAX, INT64_MIN, DECIMAL_CEIL, true, INT64_MAX},
		{INT64_MIN, INT64_MAX, INT64_MAX, DECIMAL_CEIL, true, INT64_MIN},
		{INT64_MAX, INT64_MAX, INT64_MAX, DECIMAL_CEIL, true, INT64_MAX},
		{INT64_MAX, INT64_MAX, INT64_MIN, DECIMAL_TRUNCATE, true, -INT64_MAX + 1},
		{INT64_MAX, INT64_MAX, INT64_MIN, DECIMAL_FLOOR, true,
			-INT64_MAX + 1 - 1},
		{INT64_MAX, INT64_MAX, 1, DECIMAL_FLOOR, false, 0},
		{INT64_MIN, INT64_MIN, 1, DECIMAL_FLOOR, false, 0},
		{INT64_MIN, 1, INT64_MIN, DECIMAL_FLOOR, true, 1},
		{1, 1, INT64_MIN, DECIMAL_FLOOR, true, -1},
		{1, 1, INT64_MIN, DECIMAL_CEIL, true, 0},
		{INT64_MIN, 1, 2, DECIMAL_FLOOR, true, INT64_MIN / 2},
		/* 2^62 / 2^63 is a tie. */
		{INT64_MIN / 2, 1, INT64_MIN, DECIMAL_HALF_UP, true, 1},
		{INT64_MIN / 2, 1, INT64_MIN, DECIMAL_HALF_EVEN, true, 0},
		/* INT64_MAX * 3 / 3 fits although the product alone would not. */
		{INT64_MAX, 3, 3, DECIMAL_FLOOR, true, INT64_MAX},
		/* (2^63 - 1) * 3 / 2 is beyond, and INT64_MAX + 0.5 rounds beyond. */
		{INT64_MAX, 3, 2, DECIMAL_FLOOR, false, 0},
		{6148914691236517205, 3, 2, DECIMAL_FLOOR, true, 9223372036854775807},
		{6148914691236517205, 3, 2, DECIMAL_CEIL, false, 0},
		{6148914691236517205, 3, 2, DECIMAL_HALF_UP, false, 0},
		{6148914691236517205, 3, 2, DECIMAL_HALF_EVEN, false, 0},
		{-6148914691236517205, 3, 2, DECIMAL_FLOOR, true, INT64_MIN},
		{-6148914691236517205, 3, 2, DECIMAL_HALF_UP, true, INT64_MIN},
		{-6148914691236517205, 3, 2, DECIMAL_HALF_EVEN, true, INT64_MIN},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		int64_t got = UNTOUCHED;
		bool fits = decimal_mul_div(table[i].a, table[i].b, table[i].divisor,
			table[i].rounding, &got);
		if (fits != table[i].fits ||
			got != (table[i].fits ? table[i].result : UNTOUCHED)) {
			fail_msg("row %zu: %d, %" PRId64, i, fits, got);
		}
	}
}

static void scales_at_the_edges(void **state)
{
	(void)state;
	int64_t got = UNTOUCHED;
	assert_false(decimal_rescale(INT64_MAX, 0, 1, DECIMAL_FLOOR, &got));
	assert_false(decimal_rescale(INT64_MIN, 6, 9, DECIMAL_FLOOR, &got));
	assert_false(decimal_rescale_exact(INT64_MAX, 0, 18, &got));
	assert_false(decimal_rescale_exact(10, 0, 18, &got));
	assert_false(decimal_rescale_exact(INT64_MIN, 18, 0, &got));
	assert_false(decimal_round(INT64_MAX, 6, 2, DECIMAL_CEIL, &got));
	assert_false(decimal_round(INT64_MIN, 6, 2, DECIMAL_FLOOR, &got));
	assert_false(decimal_mul(INT64_MAX, 11, 1, DECIMAL_FLOOR, &got));
	assert_false(decimal_div(INT64_MAX, 1, 1, DECIMAL_FLOOR, &got));
	assert_false(decimal_div(1, 0, 6, DECIMAL_FLOOR, &got));
	assert_true(got == UNTOUCHED);

	assert_true(decimal_rescale_exact(9, 0, 18, &got) && got == 9000000000000000000);
	assert_true(decimal_rescale_exact(-9, 18, 18, &got) && got == -9);
	assert_true(decimal_rescale(INT64_MIN, 18, 0, DECIMAL_CEIL, &got) && got == -9);
	assert_true(decimal_rescale(INT64_MIN, 18, 18, DECIMAL_CEIL, &got));
	assert_true(got == INT64_MIN);
	assert_true(
		decimal_round(INT64_MAX, 6, 6, DECIMAL_CEIL, &got) && got == INT64_MAX);
	assert_true(decimal_round(INT64_MIN, 6, 2, DECIMAL_CEIL, &got));
	assert_true(got == -9223372036854770000);
}

static void output_may_be_an_input(void **state)
{
	(void)state;
	int64_t x = 7;
	assert_true(decimal_add(x, x, &x) && x == 14);
	assert_true(decimal_sub(x, 4, &x) && x == 10);
	assert_true(decimal_negate(x, &x) && x == -10);
	assert_true(decimal_mul_div(x, x, x, DECIMAL_FLOOR, &x) && x == -10);
	assert_true(decimal_round(x, 2, 1, DECIMAL_FLOOR, &x) && x == -10);
	assert_true(decimal_rescale_exact(x, 1, 0, &x) && x == -1);
}

static void scale_of_19_parses(void)
{
	int64_t value;
	(void)!decimal_parse("1", 1, DECIMAL_SCALE_MAX + 1, &value);
}

static void scale_of_19_formats(void)
{
	char text[DECIMAL_TEXT_SIZE];
	decimal_format(1, DECIMAL_SCALE_MAX + 1, 0, text);
}

static void more_places_than_scale_formats(void)
{
	char text[DECIMAL_TEXT_SIZE];
	decimal_format(1, 6, 7, text);
}

static void scale_of_19_rescales(void)
{
	int64_t value;
	(void)!decimal_rescale(1, 0, DECIMAL_SCALE_MAX + 1, DECIMAL_FLOOR, &value);
}

static void assertions_stop_a_wrong_scale(void **state)
{
	(void)state;
	static void (*const mistakes[])(void) = {
		scale_of_19_parses,
		scale_of_19_formats,
		more_places_than_scale_formats,
		scale_of_19_rescales,
	};
	for (size_t i = 0; i < COUNT(mistakes); i++) {
		pid_t child = fork();
		assert_true(child >= 0);
		if (child == 0) {
			signal(SIGABRT, SIG_DFL);
			setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
			close(STDERR_FILENO);
			mistakes[i]();
			_exit(0);
		}
		int status;
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(roundings_of_the_header),
		cmocka_unit_test(small_mul_div),
		cmocka_unit_test(small_mul_and_div),
		cmocka_unit_test(small_rescale_and_round),
		cmocka_unit_test(small_add_sub_negate_compare),
		cmocka_unit_test(sums_at_the_edges),
		cmocka_unit_test(mul_div_at_the_edges),
		cmocka_unit_test(scales_at_the_edges),
		cmocka_unit_test(output_may_be_an_input),
		cmocka_unit_test(assertions_stop_a_wrong_scale),
	};
	return cmocka_run_group_tests_name("money/decimal_arithmetic", tests, NULL, NULL);
}
