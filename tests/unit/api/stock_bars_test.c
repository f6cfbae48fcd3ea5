/* stock_bars_adjustment: one word or several, none that there is not. */
#include "api/stock_bars.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

static void adjustments(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool good;
		enum bar_adjustment adjustment;
	} table[] = {
		{"raw", true, BAR_RAW},
		{"split", true, BAR_SPLIT},
		{"dividend", true, BAR_DIVIDEND},
		{"all", true, BAR_ALL},
		{"split,dividend", true, BAR_ALL},
		{"dividend,split", true, BAR_ALL},
		{"raw,split", true, BAR_SPLIT},
		{"split,spin-off", true, BAR_SPLIT},
		{"spin-off", true, BAR_RAW},
		{"", false, BAR_RAW},
		{"Split", false, BAR_RAW},
		{"splits", false, BAR_RAW},
		{"spli", false, BAR_RAW},
		{"split,", false, BAR_RAW},
		{",split", false, BAR_RAW},
		{"split, dividend", false, BAR_RAW},
		{"split;dividend", false, BAR_RAW},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		enum bar_adjustment adjustment = BAR_RAW;
		assert_int_equal(
			stock_bars_adjustment(table[i].text, &adjustment), table[i].good);
		assert_int_equal(adjustment, table[i].adjustment);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(adjustments)};
	return cmocka_run_group_tests_name("api/stock_bars", tests, NULL, NULL);
}
