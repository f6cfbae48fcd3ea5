/* uuid_make: ids in the order in which they were made. */
#include "base/uuid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const int64_t NOW_US = 1767625200123456;

static void test_form(void **state)
{
	(void)state;
	char id[UUID_SIZE];
	uuid_make(NOW_US, id);
	assert_int_equal(strlen(id), UUID_SIZE - 1);
	assert_int_equal(strspn(id, "0123456789abcdef-"), UUID_SIZE - 1);
	assert_int_equal(id[14], '7');
	assert_non_null(strchr("89ab", id[19]));
	assert_memory_equal(id, "019b8eac-11fb-", 14);
}

static void test_order(void **state)
{
	(void)state;
	char before[UUID_SIZE], id[UUID_SIZE];
	uuid_make(NOW_US, before);
	for (int i = 0; i < 10000; i++) {
		/* Many at one instant, then a microsecond later. */
		uuid_make(NOW_US + i / 5000, id);
		assert_true(strcmp(before, id) < 0);
		memcpy(before, id, sizeof(id));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_form), cmocka_unit_test(test_order)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
