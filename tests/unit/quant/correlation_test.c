/* correlation_of: against values worked out by hand. */
#include "quant/correlation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { DAYS = 5 };

static void known_values(void **state)
{
	(void)state;
	/* Returns of +a -a +a -a; the same doubled; the opposite; a a -a -a, which has
	 * nothing to do with the first; and none. */
	static const int64_t first[DAYS] = {1000000, 2000000, 1000000, 2000000, 1000000};
	static const int64_t doubled[DAYS] = {
		1000000, 4000000, 1000000, 4000000, 1000000};
	static const int64_t opposite[DAYS] = {
		2000000, 1000000, 2000000, 1000000, 2000000};
	static const int64_t unlike[DAYS] = {1000000, 2000000, 4000000, 2000000, 1000000};
	static const int64_t still[DAYS] = {7, 7, 7, 7, 7};
	const int64_t *const series[] = {first, doubled, opposite, unlike, still};
	enum { COUNT = sizeof(series) / sizeof(*series) };
	static const int64_t wanted[COUNT][COUNT] = {
		{1000000, 1000000, -1000000, 0, CORRELATION_NONE},
		{1000000, 1000000, -1000000, 0, CORRELATION_NONE},
		{-1000000, -1000000, 1000000, 0, CORRELATION_NONE},
		{0, 0, 0, 1000000, CORRELATION_NONE},
		{CORRELATION_NONE, CORRELATION_NONE, CORRELATION_NONE, CORRELATION_NONE,
			CORRELATION_NONE},
	};
	int64_t matrix_e6[COUNT * COUNT];
	correlation_of(series, COUNT, DAYS, matrix_e6);
	for (size_t i = 0; i < COUNT; i++)
		for (size_t j = 0; j < COUNT; j++)
			assert_int_equal(matrix_e6[i * COUNT + j], wanted[i][j]);
}

static void a_part(void **state)
{
	(void)state;
	/* Returns in logarithms of 2: 1 1 -1 and 1 -1 0: deviations 2/3 2/3 -4/3 and
	 * 1 -1 0, which are at right angles; then 1 1 -1 and 1 0 0: 2/3 -1/3 -1/3:
	 * (4/9 - 2/9 + 4/9) / sqrt(24/9 * 6/9) = 0.5. */
	static const int64_t first[] = {1000000, 2000000, 4000000, 2000000};
	static const int64_t second[] = {1000000, 2000000, 1000000, 1000000};
	static const int64_t third[] = {1000000, 2000000, 2000000, 2000000};
	const int64_t *const series[] = {first, second, third};
	int64_t matrix_e6[9];
	correlation_of(series, 3, 4, matrix_e6);
	assert_int_equal(matrix_e6[1], 0);
	assert_int_equal(matrix_e6[2], 500000);
	assert_int_equal(matrix_e6[6], 500000);
}

static void too_few_days_tell_nothing(void **state)
{
	(void)state;
	static const int64_t closes[] = {1000000, 2000000};
	const int64_t *const series[] = {closes, closes};
	for (size_t days = 0; days <= 2; days++) {
		int64_t matrix_e6[4] = {0};
		correlation_of(series, 2, days, matrix_e6);
		for (size_t i = 0; i < 4; i++)
			assert_int_equal(matrix_e6[i], CORRELATION_NONE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_values),
		cmocka_unit_test(a_part),
		cmocka_unit_test(too_few_days_tell_nothing),
	};
	return cmocka_run_group_tests_name("quant/correlation", tests, NULL, NULL);
}
