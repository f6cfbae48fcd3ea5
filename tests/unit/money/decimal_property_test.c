/* decimal_*'s arithmetic against GMP, on random operands. */
#include "money/decimal.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <gmp.h>

#include "random.h"

enum { ROUNDS = 100000, ROUNDINGS = DECIMAL_HALF_EVEN + 1 };

static const int64_t UNTOUCHED = 0x5ca1ab1e;

static enum decimal_rounding random_rounding(void)
{
	return (enum decimal_rounding)random_below(ROUNDINGS);
}

/* Whether a result of the code agrees with the exact one. */
static bool agrees(const mpz_t exact, bool fits, int64_t result)
{
	if (!mpz_fits_slong_p(exact)) {
		return !fits && result == UNTOUCHED;
	}
	return fits && result == mpz_get_si(exact);
}

static void round_half(mpz_t q, const mpz_t n, const mpz_t d, bool to_even)
{
	/* floor((2n + d) / 2d) sends a tie up; whoever wants it down takes 1 back. */
	mpz_t twice, remainder;
	mpz_inits(twice, remainder, NULL);
	mpz_mul_ui(q, n, 2);
	mpz_add(q, q, d);
	mpz_mul_ui(twice, d, 2);
	mpz_fdiv_qr(q, remainder, q, twice);
	bool tie = mpz_sgn(remainder) == 0;
	bool down = to_even ? mpz_odd_p(q) != 0 : mpz_sgn(n) * mpz_sgn(d) < 0;
	if (tie && down) {
		/* A whole n / d gives remainder d, never 0: 0 is a tie. */
		mpz_sub_ui(q, q, 1);
	}
	mpz_clears(twice, remainder, NULL);
}

static void divide(mpz_t q, const mpz_t n, const mpz_t d, enum decimal_rounding rounding)
{
	switch (rounding) {
	case DECIMAL_FLOOR:
		mpz_fdiv_q(q, n, d);
		break;
	case DECIMAL_CEIL:
		mpz_cdiv_q(q, n, d);
		break;
	case DECIMAL_TRUNCATE:
		mpz_tdiv_q(q, n, d);
		break;
	case DECIMAL_HALF_UP:
	case DECIMAL_HALF_EVEN:
		round_half(q, n, d, rounding == DECIMAL_HALF_EVEN);
		break;
	}
}

/* As agrees, for n / d rounded; the code has to refuse a d of 0. */
static bool agrees_rounded(const mpz_t n, const mpz_t d, enum decimal_rounding rounding,
	bool fits, int64_t result)
{
	if (mpz_sgn(d) == 0) {
		return !fits && result == UNTOUCHED;
	}
	mpz_t exact;
	mpz_init(exact);
	divide(exact, n, d, rounding);
	bool same = agrees(exact, fits, result);
	mpz_clear(exact);
	return same;
}

static void add_sub_negate_compare(void **state)
{
	(void)state;
	mpz_t a, b, exact;
	mpz_inits(a, b, exact, NULL);
	for (int i = 0; i < ROUNDS; i++) {
		int64_t x = random_operand(), y = random_operand();
		int64_t sum = UNTOUCHED, difference = UNTOUCHED, negated = UNTOUCHED;
		mpz_set_si(a, x);
		mpz_set_si(b, y);
		bool fits = decimal_add(x, y, &sum);
		mpz_add(exact, a, b);
		assert_true(agrees(exact, fits, sum));
		fits = decimal_sub(x, y, &difference);
		mpz_sub(exact, a, b);
		assert_true(agrees(exact, fits, difference));
		fits = decimal_negate(x, &negated);
		mpz_neg(exact, a);
		assert_true(agrees(exact, fits, negated));
		int order = mpz_cmp(a, b);
		assert_int_equal(decimal_compare(x, y), (order > 0) - (order < 0));
	}
	mpz_clears(a, b, exact, NULL);
}

static void mul_div(void **state)
{
	(void)state;
	mpz_t n, d;
	mpz_inits(n, d, NULL);
	int fitting = 0;
	for (int i = 0; i < ROUNDS; i++) {
		int64_t x = random_operand(), y = random_operand(), z = random_operand();
		mpz_set_si(n, x);
		mpz_set_si(d, y);
		mpz_mul(n, n, d);
		mpz_set_si(d, z);
		for (enum decimal_rounding rounding = 0; rounding <= DECIMAL_HALF_EVEN;
			rounding++) {
			int64_t got = UNTOUCHED;
			bool fits = decimal_mul_div(x, y, z, rounding, &got);
			fitting += fits;
			if (!agrees_rounded(n, d, rounding, fits, got)) {
				fail_msg("%" PRId64 " * %" PRId64 " / %" PRId64
					 ", rounding %d: %d, %" PRId64,
					x, y, z, (int)rounding, fits, got);
			}
		}
	}
	/* The operands have to reach both outcomes, or the test says little. */
	assert_in_range(fitting, ROUNDS * ROUNDINGS / 5, ROUNDS * ROUNDINGS * 4 / 5);
	mpz_clears(n, d, NULL);
}

static void mul_and_div_at_a_scale(void **state)
{
	(void)state;
	mpz_t a, b, unit, product, dividend;
	mpz_inits(a, b, unit, product, dividend, NULL);
	for (int i = 0; i < ROUNDS; i++) {
		int64_t x = random_operand(), y = random_operand();
		unsigned scale = random_below(DECIMAL_SCALE_MAX + 1);
		enum decimal_rounding rounding = random_rounding();
		int64_t got = UNTOUCHED;
		mpz_set_si(a, x);
		mpz_set_si(b, y);
		mpz_ui_pow_ui(unit, 10, scale);
		mpz_mul(product, a, b);
		mpz_mul(dividend, a, unit);
		bool fits = decimal_mul(x, y, scale, rounding, &got);
		assert_true(agrees_rounded(product, unit, rounding, fits, got));
		got = UNTOUCHED;
		fits = decimal_div(x, y, scale, rounding, &got);
		assert_true(agrees_rounded(dividend, b, rounding, fits, got));
	}
	mpz_clears(a, b, unit, product, dividend, NULL);
}

static void rescale_and_round(void **state)
{
	(void)state;
	mpz_t n, d, exact, up;
	mpz_inits(n, d, exact, up, NULL);
	for (int i = 0; i < ROUNDS; i++) {
		int64_t x = random_operand(), got = UNTOUCHED, whole = UNTOUCHED;
		unsigned from = random_below(DECIMAL_SCALE_MAX + 1);
		unsigned to = random_below(DECIMAL_SCALE_MAX + 1);
		enum decimal_rounding rounding = random_rounding();
		mpz_ui_pow_ui(up, 10, to);
		mpz_ui_pow_ui(d, 10, from);
		mpz_mul_si(n, up, x);
		divide(exact, n, d, rounding);
		bool fits = decimal_rescale(x, from, to, rounding, &got);
		assert_true(agrees(exact, fits, got));
		fits = decimal_rescale_exact(x, from, to, &whole);
		assert_true(mpz_divisible_p(n, d) ? agrees(exact, fits, whole)
						  : !fits && whole == UNTOUCHED);
		got = UNTOUCHED;
		fits = decimal_round(x, from, to, rounding, &got);
		if (to < from) {
			mpz_mul(exact, exact, d);
			mpz_divexact(exact, exact, up);
		} else {
			mpz_set_si(exact, x);
		}
		assert_true(agrees(exact, fits, got));
	}
	mpz_clears(n, d, exact, up, NULL);
}

int main(void)
{
	random_choose_seed();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(add_sub_negate_compare, random_restart),
		cmocka_unit_test_setup(mul_div, random_restart),
		cmocka_unit_test_setup(mul_and_div_at_a_scale, random_restart),
		cmocka_unit_test_setup(rescale_and_round, random_restart),
	};
	return cmocka_run_group_tests_name("money/decimal_property", tests, NULL, NULL);
}
