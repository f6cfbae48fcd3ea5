/* The facts of the series, and their names. */
#include "market/macro.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void facts(void **state)
{
	(void)state;
	for (enum macro_series series = 0; series < MACRO_SERIES; series++) {
		const struct macro_fact *fact = macro_fact(series);
		assert_true(fact->key[0] != '\0' && fact->title[0] != '\0');
		assert_in_range(fact->places, 0, 6);
		assert_int_equal(macro_named(fact->key), series);
		assert_int_equal(macro_named(fact->id), series);
	}
	assert_string_equal(macro_fact(MACRO_CPI)->id, "CPIAUCSL");
	assert_int_equal(macro_fact(MACRO_GDP)->frequency, MACRO_QUARTERLY);
}

static void strangers(void **state)
{
	(void)state;
	static const char *const names[] = {"", "CPI", "cpi ", "gdp2", "treasury"};
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		assert_int_equal(macro_named(names[i]), MACRO_SERIES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(facts), cmocka_unit_test(strangers)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
