/* The same error is told once a minute, with how often it came besides; all together no
 * more than thirty in a minute. */
#include "api/report_pace.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const int64_t SECOND_US = 1000000;

static void same_once_a_minute(void **state)
{
	(void)state;
	struct report_pace pace = {0};
	int64_t passed_over = -1;
	int64_t now_us = 1000 * SECOND_US;
	assert_true(report_pace_allow(&pace, 7, now_us, &passed_over));
	assert_int_equal(passed_over, 0);
	for (int i = 1; i < 60; i++)
		assert_false(report_pace_allow(
			&pace, 7, now_us + i * SECOND_US, &passed_over));
	assert_true(report_pace_allow(&pace, 8, now_us + SECOND_US, &passed_over));
	assert_true(report_pace_allow(&pace, 7, now_us + 60 * SECOND_US, &passed_over));
	assert_int_equal(passed_over, 59);
	assert_true(report_pace_allow(&pace, 7, now_us + 120 * SECOND_US, &passed_over));
	assert_int_equal(passed_over, 0);
}

static void thirty_of_all(void **state)
{
	(void)state;
	struct report_pace pace = {0};
	int64_t passed_over;
	int told = 0;
	int64_t now_us = 1000 * SECOND_US;
	for (uint64_t kind = 0; kind < 1000; kind++)
		told += report_pace_allow(&pace, kind, now_us, &passed_over);
	assert_int_equal(told, REPORT_PACE_MOST);
	told = 0;
	for (uint64_t kind = 2000; kind < 3000; kind++)
		told += report_pace_allow(
			&pace, kind, now_us + 60 * SECOND_US, &passed_over);
	assert_int_equal(told, REPORT_PACE_MOST);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(same_once_a_minute),
		cmocka_unit_test(thirty_of_all),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
