/* The table of refusals: each is complete, and its code tells its status. */
#include "http/refusal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../children.h"

static void each_has_status_code_and_message(void **state)
{
	(void)state;
	for (int i = REFUSAL_NONE + 1; i < REFUSAL_COUNT; i++) {
		const struct refusal_fact *fact = refusal_fact((enum refusal)i);
		assert_in_range(fact->status, 400, 599);
		/* Alpaca's clients know a refused parameter as 422 with this code. */
		if (i == REFUSAL_PARAMETER)
			assert_int_equal(fact->code, 40010001);
		else
			assert_int_equal(fact->code / 100000, fact->status);
		assert_in_range(fact->code, 40000000, 59999999);
		assert_non_null(fact->message);
		assert_in_range(strlen(fact->message), 10, 80);
		assert_null(strpbrk(fact->message, "\"\\\r\n"));
	}
}

static void the_status_is_that_of_the_name(void **state)
{
	(void)state;
	static const struct {
		enum refusal refusal;
		int status;
	} table[] = {
		{REFUSAL_BAD_REQUEST, 400},
		{REFUSAL_BAD_JSON, 400},
		{REFUSAL_UNAUTHORIZED, 401},
		{REFUSAL_FORBIDDEN, 403},
		{REFUSAL_NOT_FOUND, 404},
		{REFUSAL_METHOD, 405},
		{REFUSAL_TOO_LARGE, 413},
		{REFUSAL_PARAMETER, 422},
		{REFUSAL_RATE, 429},
		{REFUSAL_INTERNAL, 500},
		{REFUSAL_UNAVAILABLE, 503},
	};
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		assert_int_equal(refusal_fact(table[i].refusal)->status, table[i].status);
}

static void none(void)
{
	(void)refusal_fact(REFUSAL_NONE);
}

static void beyond(void)
{
	(void)refusal_fact(REFUSAL_COUNT);
}

static void no_refusal_has_no_fact(void **state)
{
	(void)state;
	assert_true(children_abort(none));
	assert_true(children_abort(beyond));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_has_status_code_and_message),
		cmocka_unit_test(the_status_is_that_of_the_name),
		cmocka_unit_test(no_refusal_has_no_fact),
	};
	return cmocka_run_group_tests_name("http/refusal", tests, NULL, NULL);
}
