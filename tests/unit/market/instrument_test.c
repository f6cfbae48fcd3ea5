/* instrument_id: ids that never change. */
#include "market/instrument.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

/* From another program's BLAKE2b. */
static void ids(void **state)
{
	(void)state;
	static const struct {
		const char *symbol, *id;
	} table[] = {
		{"AAPL", "4e3f1572-6972-8c46-8220-44b9d541e967"},
		{"SPY", "34c78296-fdd7-8e90-9666-b403bf2023b7"},
		{"BRK.B", "0ed03c8e-4214-81d4-87b7-65f2cc218fdc"},
		{"$SPX", "74c249d0-3db8-882b-8db4-75434432d320"},
		{"", "e5452dcf-5876-85a5-8a5b-4bc894216a8e"},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		char id[INSTRUMENT_ID_SIZE];
		instrument_id(table[i].symbol, id);
		assert_string_equal(id, table[i].id);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids),
	};
	return cmocka_run_group_tests_name("market/instrument", tests, NULL, NULL);
}
