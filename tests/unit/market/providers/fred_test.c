/* FRED: what its documented layout becomes. */
#include "market/providers/fred.h"

#include "served.h"

static void figures(void **state)
{
	(void)state;
	struct macro_points got;
	struct macro_query query = {
		MACRO_TREASURY_10Y, SERVED_TODAY - 14, SERVED_TODAY, 100};
	served_expect(fred_provider.macro(served_as("good"), &query, &got), PROVIDER_OK);
	/* Oldest first; a holiday has none; a place too many is rounded. */
	assert_int_equal(got.count, 3);
	assert_int_equal(got.items[0].day, SERVED_TODAY - 14);
	assert_true(got.items[0].value_e6 == -50000);
	assert_true(got.items[1].value_e6 == 4200000);
	assert_int_equal(got.items[2].day, SERVED_TODAY - 1);
	query.limit = 1;
	served_expect(fred_provider.macro(served_as("good"), &query, &got), PROVIDER_OK);
	assert_int_equal(got.count, 1);
	assert_true(got.items[0].value_e6 == 4210000);
}

/* In a replay it tells what had come out by the day before. */
static void figures_of_a_past_day(void **state)
{
	(void)state;
	struct macro_points got;
	struct macro_query query = {
		MACRO_TREASURY_10Y, SERVED_TODAY - 40, SERVED_TODAY, 100};
	struct provider_call *call = served_as("good");
	call->now_us -= INT64_C(13) * 86400 * 1000000;
	served_expect(fred_provider.macro(call, &query, &got), PROVIDER_OK);
	assert_int_equal(got.count, 1);
	assert_true(got.items[0].value_e6 == 4180000);
}

/* Both are 400 there. */
static void a_wrong_key_is_no_unknown_series(void **state)
{
	(void)state;
	struct macro_points got;
	struct macro_query query = {
		MACRO_TREASURY_10Y, SERVED_TODAY - 14, SERVED_TODAY, 100};
	assert_int_equal(fred_provider.macro(served_as("unregistered"), &query, &got),
		PROVIDER_REFUSED);
	assert_int_equal(fred_provider.macro(served_as("unknown"), &query, &got),
		PROVIDER_UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(figures),
		cmocka_unit_test(figures_of_a_past_day),
		cmocka_unit_test(a_wrong_key_is_no_unknown_series),
	};
	return cmocka_run_group_tests_name(
		"market/providers/fred", tests, served_start, served_end);
}
