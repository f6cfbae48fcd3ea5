/* curve_rules_*: returns that are chained, and how far they fell. */
#include "trading/curve_rules.h"

#include "trade.h"

struct day {
	const char *equity, *profit;
	int64_t return_e6, drawdown_e6, deepest_e6;
};

static void days(const struct day *list, size_t count)
{
	struct curve curve = curve_rules_begin();
	for (size_t i = 0; i < count; i++) {
		assert_true(
			curve_rules_add(&curve, M(list[i].equity), M(list[i].profit)));
		if (curve.return_e6 != list[i].return_e6 ||
			curve.drawdown_e6 != list[i].drawdown_e6 ||
			curve.deepest_e6 != list[i].deepest_e6)
			fail_msg("day %zu: return %lld, drawdown %lld, deepest %lld", i,
				(long long)curve.return_e6, (long long)curve.drawdown_e6,
				(long long)curve.deepest_e6);
	}
}

static void a_day_begins_with_what_the_last_left(void **state)
{
	(void)state;
	static const struct day list[] = {
		{"100", "10", 100000, 0, 0},
		{"110", "-22", -120000, -200000, -200000},
		{"88", "11", -10000, -100000, -200000},
		{"99", "99", 980000, 0, -200000},
		{"198", "-0.000001", 980000, 0, -200000},
	};
	days(list, COUNT(list));
}

static void what_is_put_in_is_no_return(void **state)
{
	(void)state;
	static const struct day list[] = {
		{"100", "10", 100000, 0, 0},
		{"10110", "1011", 210000, 0, 0},
		{"5", "-5", -1000000, -1000000, -1000000},
		{"1000", "500", -1000000, -1000000, -1000000},
	};
	days(list, COUNT(list));
}

static void nothing_and_less(void **state)
{
	(void)state;
	struct curve curve = curve_rules_begin();
	assert_true(curve_rules_add(&curve, M("0"), M("5")));
	assert_true(curve_rules_add(&curve, M("-3"), M("-5")));
	assert_true(curve.index_e12 == CURVE_ONE);
	assert_int_equal(curve.profit.e6, 0);
	assert_true(curve_rules_add(&curve, M("1"), M("-2")));
	assert_true(curve.index_e12 == 0);
}

static void what_does_not_fit_changes_nothing(void **state)
{
	(void)state;
	const struct money most = {INT64_MAX};
	struct curve curve = curve_rules_begin();
	assert_true(curve_rules_add(&curve, most, (struct money){0}));
	assert_false(curve_rules_add(&curve, most, most));
	assert_false(curve_rules_add(&curve, M("0.000001"), M("1000000000")));
	assert_true(curve.index_e12 == CURVE_ONE);
	assert_int_equal(curve.profit.e6, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_day_begins_with_what_the_last_left),
		cmocka_unit_test(what_is_put_in_is_no_return),
		cmocka_unit_test(nothing_and_less),
		cmocka_unit_test(what_does_not_fit_changes_nothing),
	};
	return cmocka_run_group_tests_name("trading/curve_rules", tests, NULL, NULL);
}
