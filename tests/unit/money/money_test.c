/* price, money and quantity: each type's operations, as they occur in the trade. */
#include "money/money.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static struct price P(const char *text) {
	struct price price = {0};
	assert_int_equal(price_parse(text, strlen(text), &price), DECIMAL_OK);
	return price;
}

static struct money
M(const char *text) {
	struct money money = {0};
	assert_int_equal(money_parse(text, strlen(text), &money), DECIMAL_OK);
	return money;
}

static struct quantity
Q(const char *text) {
	struct quantity quantity = {0};
	assert_int_equal(quantity_parse(text, strlen(text), &quantity), DECIMAL_OK);
	return quantity;
}

/* These compare a result with a text; NULL stands for a refused operation. */
static void
price_is(bool done, struct price price, const char *expected)
{
	char text[DECIMAL_TEXT_SIZE];
	price_format(price, 0, text);
	assert_int_equal(done, expected != NULL);
	assert_string_equal(text, done ? expected : "0.000042");
}

static void money_is(bool done, struct money money, const char *expected)
{
	char text[DECIMAL_TEXT_SIZE];
	money_format(money, 0, text);
	assert_int_equal(done, expected != NULL);
	assert_string_equal(text, done ? expected : "0.000042");
}

static void quantity_is(bool done, struct quantity quantity, const char *expected)
{
	char text[DECIMAL_TEXT_SIZE];
	quantity_format(quantity, 0, text);
	assert_int_equal(done, expected != NULL);
	assert_string_equal(text, done ? expected : "0.000000042");
}

/* What an output holds before the operation, so that a refusal can be seen to keep it. */
static const struct price OLD_PRICE = {42};
static const struct money OLD_MONEY = {42};
static const struct quantity OLD_QUANTITY = {42};

static const struct price PRICE_MAX = {INT64_MAX}, PRICE_MIN = {INT64_MIN};
static const struct money MONEY_MAX = {INT64_MAX}, MONEY_MIN = {INT64_MIN};
static const struct quantity QUANTITY_MAX = {INT64_MAX}, QUANTITY_MIN = {INT64_MIN};

static void scales(void **state)
{
	(void)state;
	assert_true(
		P("1").e6 == 1000000 && M("1").e6 == 1000000 && Q("1").e9 == 1000000000);
	struct price price = OLD_PRICE;
	struct money money = OLD_MONEY;
	struct quantity quantity = OLD_QUANTITY;
	assert_int_equal(price_parse("0.0000001", 9, &price), DECIMAL_TOO_PRECISE);
	assert_int_equal(money_parse("0.0000001", 9, &money), DECIMAL_TOO_PRECISE);
	assert_int_equal(quantity_parse("1e-10", 5, &quantity), DECIMAL_TOO_PRECISE);
	assert_int_equal(price_parse("1e13", 4, &price), DECIMAL_OUT_OF_RANGE);
	assert_int_equal(money_parse("1e13", 4, &money), DECIMAL_OUT_OF_RANGE);
	assert_int_equal(quantity_parse("1e10", 4, &quantity), DECIMAL_OUT_OF_RANGE);
	assert_true(price.e6 == 42 && money.e6 == 42 && quantity.e9 == 42);

	char text[DECIMAL_TEXT_SIZE];
	assert_int_equal(price_format(P("187.5"), 2, text), 6);
	assert_string_equal(text, "187.50");
	assert_int_equal(money_format(M("-100000"), 2, text), 10);
	assert_string_equal(text, "-100000.00");
	assert_int_equal(quantity_format(Q("0.125"), 9, text), 11);
	assert_string_equal(text, "0.125000000");
}

static void price_sums(void **state)
{
	(void)state;
	struct price p = OLD_PRICE;
	price_is(price_add(P("10.01"), P("0.005"), &p), p, "10.015");
	price_is(price_sub(P("10"), P("10.01"), &p), p, "-0.01");
	price_is(price_negate(P("10"), &p), p, "-10");
	p = OLD_PRICE;
	price_is(price_add(PRICE_MAX, P("0.000001"), &p), p, NULL);
	price_is(price_sub(PRICE_MIN, P("0.000001"), &p), p, NULL);
	price_is(price_negate(PRICE_MIN, &p), p, NULL);
}

static void money_sums(void **state)
{
	(void)state;
	struct money m = OLD_MONEY;
	money_is(money_add(M("99999.99"), M("0.01"), &m), m, "100000");
	money_is(money_sub(M("0.01"), M("0.02"), &m), m, "-0.01");
	money_is(money_negate(M("-3.5"), &m), m, "3.5");
	m = OLD_MONEY;
	money_is(money_add(MONEY_MAX, M("0.000001"), &m), m, NULL);
	money_is(money_sub(MONEY_MIN, M("0.000001"), &m), m, NULL);
	money_is(money_negate(MONEY_MIN, &m), m, NULL);
}

static void quantity_sums(void **state)
{
	(void)state;
	struct quantity q = OLD_QUANTITY;
	quantity_is(quantity_add(Q("1"), Q("0.000000001"), &q), q, "1.000000001");
	quantity_is(quantity_sub(Q("1"), Q("2.5"), &q), q, "-1.5");
	quantity_is(quantity_negate(Q("2"), &q), q, "-2");
	q = OLD_QUANTITY;
	quantity_is(quantity_add(QUANTITY_MAX, Q("0.000000001"), &q), q, NULL);
	quantity_is(quantity_sub(QUANTITY_MIN, Q("0.000000001"), &q), q, NULL);
	quantity_is(quantity_negate(QUANTITY_MIN, &q), q, NULL);
}

static void order_of_values(void **state)
{
	(void)state;
	static const int64_t units[] = {
		INT64_MIN, INT64_MIN + 1, -1, 0, 1, INT64_MAX - 1, INT64_MAX};
	for (int i = 0; i < (int)COUNT(units); i++) {
		struct price p = {units[i]};
		struct money m = {units[i]};
		struct quantity q = {units[i]};
		int sign = (i > 3) - (i < 3);
		assert_int_equal(price_sign(p), sign);
		assert_int_equal(money_sign(m), sign);
		assert_int_equal(quantity_sign(q), sign);
		assert_int_equal(price_is_zero(p), i == 3);
		assert_int_equal(money_is_zero(m), i == 3);
		assert_int_equal(quantity_is_zero(q), i == 3);
		for (int j = 0; j < (int)COUNT(units); j++) {
			int64_t lower = units[i < j ? i : j],
				higher = units[i < j ? j : i];
			int order = (i > j) - (i < j);
			struct price p2 = {units[j]};
			struct money m2 = {units[j]};
			struct quantity q2 = {units[j]};
			assert_int_equal(price_compare(p, p2), order);
			assert_int_equal(money_compare(m, m2), order);
			assert_int_equal(quantity_compare(q, q2), order);
			assert_true(price_min(p, p2).e6 == lower);
			assert_true(money_min(m, m2).e6 == lower);
			assert_true(quantity_min(q, q2).e9 == lower);
			assert_true(price_max(p, p2).e6 == higher);
			assert_true(money_max(m, m2).e6 == higher);
			assert_true(quantity_max(q, q2).e9 == higher);
		}
	}
}

static void rounding_to_places(void **state)
{
	(void)state;
	struct price p = OLD_PRICE;
	price_is(price_round(P("10.239"), 2, DECIMAL_FLOOR, &p), p, "10.23");
	price_is(price_round(P("0.12345"), 4, DECIMAL_HALF_EVEN, &p), p, "0.1234");
	price_is(price_round(P("0.12345"), 6, DECIMAL_CEIL, &p), p, "0.12345");
	struct money m = OLD_MONEY;
	money_is(money_round(M("0.005"), 2, DECIMAL_HALF_UP, &m), m, "0.01");
	money_is(money_round(M("-0.005"), 2, DECIMAL_HALF_UP, &m), m, "-0.01");
	money_is(money_round(M("-0.005"), 2, DECIMAL_HALF_EVEN, &m), m, "0");
	money_is(money_round(M("0.000001"), 2, DECIMAL_CEIL, &m), m, "0.01");
	struct quantity q = OLD_QUANTITY;
	quantity_is(quantity_round(Q("12.999999999"), 0, DECIMAL_FLOOR, &q), q, "12");
	quantity_is(quantity_round(Q("-12.9"), 0, DECIMAL_FLOOR, &q), q, "-13");
	quantity_is(quantity_round(Q("-12.9"), 0, DECIMAL_TRUNCATE, &q), q, "-12");
	p = OLD_PRICE;
	m = OLD_MONEY;
	q = OLD_QUANTITY;
	price_is(price_round(PRICE_MAX, 2, DECIMAL_CEIL, &p), p, NULL);
	money_is(money_round(MONEY_MIN, 2, DECIMAL_FLOOR, &m), m, NULL);
	quantity_is(quantity_round(QUANTITY_MAX, 0, DECIMAL_HALF_UP, &q), q, NULL);
}

static void notional(void **state)
{
	(void)state;
	static const struct {
		const char *price, *quantity;
		enum decimal_rounding rounding;
		const char *notional;
	} table[] = {
		{"187.23", "100", DECIMAL_FLOOR, "18723"},
		{"187.23", "-100", DECIMAL_FLOOR, "-18723"},
		{"-37.63", "2", DECIMAL_FLOOR, "-75.26"},
		{"-37.63", "-2", DECIMAL_FLOOR, "75.26"},
		{"0", "5", DECIMAL_CEIL, "0"},
		{"187.23", "0", DECIMAL_CEIL, "0"},
		{"0.000001", "0.000000001", DECIMAL_FLOOR, "0"},
		{"0.000001", "0.000000001", DECIMAL_CEIL, "0.000001"},
		{"0.000001", "-0.000000001", DECIMAL_FLOOR, "-0.000001"},
		{"0.000001", "-0.000000001", DECIMAL_TRUNCATE, "0"},
		{"0.000001", "0.5", DECIMAL_HALF_EVEN, "0"},
		{"0.000001", "0.5", DECIMAL_HALF_UP, "0.000001"},
		{"0.000003", "0.5", DECIMAL_HALF_EVEN, "0.000002"},
		{"64250.75", "0.000123457", DECIMAL_HALF_EVEN, "7.932205"},
		{"1000000", "9000000", DECIMAL_FLOOR, "9000000000000"},
		{"1000000", "9223372.036854775", DECIMAL_FLOOR, "9223372036854.775"},
		{"1000000", "9223373", DECIMAL_FLOOR, NULL},
		{"1000000", "-9223373", DECIMAL_FLOOR, NULL},
		{"9223372036854.775807", "9223372036.854775807", DECIMAL_FLOOR, NULL},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct money m = OLD_MONEY;
		bool done = money_notional(
			P(table[i].price), Q(table[i].quantity), table[i].rounding, &m);
		money_is(done, m, table[i].notional);
	}
}

static void average_price(void **state)
{
	(void)state;
	static const struct {
		const char *money, *quantity;
		enum decimal_rounding rounding;
		const char *price;
	} table[] = {
		{"18723", "100", DECIMAL_FLOOR, "187.23"},
		{"-18723", "-100", DECIMAL_FLOOR, "187.23"},
		{"10", "3", DECIMAL_FLOOR, "3.333333"},
		{"10", "3", DECIMAL_CEIL, "3.333334"},
		{"-10", "3", DECIMAL_FLOOR, "-3.333334"},
		{"20", "3", DECIMAL_HALF_EVEN, "6.666667"},
		{"0", "3", DECIMAL_CEIL, "0"},
		{"1", "0.000000001", DECIMAL_FLOOR, "1000000000"},
		{"10000", "0.000000001", DECIMAL_FLOOR, NULL},
		{"1", "0", DECIMAL_FLOOR, NULL},
		{"0", "0", DECIMAL_FLOOR, NULL},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct price p = OLD_PRICE;
		bool done = money_average_price(
			M(table[i].money), Q(table[i].quantity), table[i].rounding, &p);
		price_is(done, p, table[i].price);
	}
}

static void buys(void **state)
{
	(void)state;
	static const struct {
		const char *money, *price;
		enum decimal_rounding rounding;
		const char *quantity;
	} table[] = {
		{"1000", "187.5", DECIMAL_FLOOR, "5.333333333"},
		{"1000", "187.5", DECIMAL_CEIL, "5.333333334"},
		{"-1000", "187.5", DECIMAL_FLOOR, "-5.333333334"},
		{"-1000", "187.5", DECIMAL_TRUNCATE, "-5.333333333"},
		{"18723", "187.23", DECIMAL_FLOOR, "100"},
		{"0", "187.23", DECIMAL_CEIL, "0"},
		{"0.000001", "0.000001", DECIMAL_FLOOR, "1"},
		{"9223.372036", "0.000001", DECIMAL_FLOOR, "9223372036"},
		{"9223.372037", "0.000001", DECIMAL_FLOOR, NULL},
		{"1", "0", DECIMAL_FLOOR, NULL},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct quantity q = OLD_QUANTITY;
		bool done = money_buys(
			M(table[i].money), P(table[i].price), table[i].rounding, &q);
		quantity_is(done, q, table[i].quantity);
	}
}

/* What floor buys never costs more than the money, and one unit more would. */
static void buys_within_the_money(void **state)
{
	(void)state;
	struct money money = M("1000");
	for (int64_t e6 = 1000000; e6 < 400000000; e6 += 99991) {
		struct price price = {e6};
		struct quantity bought = OLD_QUANTITY;
		struct money cost = OLD_MONEY;
		assert_true(money_buys(money, price, DECIMAL_FLOOR, &bought));
		assert_true(money_notional(price, bought, DECIMAL_CEIL, &cost));
		assert_true(money_compare(cost, money) <= 0);
		bought.e9++;
		assert_true(money_notional(price, bought, DECIMAL_CEIL, &cost));
		assert_int_equal(money_compare(cost, money), 1);
	}
}

static void ratios(void **state)
{
	(void)state;
	struct money m = OLD_MONEY;
	money_is(money_times_bp(M("10000"), 25, DECIMAL_HALF_UP, &m), m, "25");
	money_is(money_times_bp(M("-10000"), 25, DECIMAL_HALF_UP, &m), m, "-25");
	money_is(money_times_bp(M("0.01"), 1, DECIMAL_FLOOR, &m), m, "0.000001");
	money_is(money_times_bp(M("0.001"), 1, DECIMAL_FLOOR, &m), m, "0");
	money_is(money_times_bp(M("0.001"), 1, DECIMAL_CEIL, &m), m, "0.000001");
	money_is(money_times_e6(M("1000000"), 27, DECIMAL_CEIL, &m), m, "27");
	money_is(money_times_e6(M("1"), 1500000, DECIMAL_FLOOR, &m), m, "1.5");
	money_is(
		money_times_ratio(M("100"), 1, 3, DECIMAL_HALF_EVEN, &m), m, "33.333333");
	struct price p = OLD_PRICE;
	price_is(price_times_bp(P("200"), 150, DECIMAL_FLOOR, &p), p, "3");
	price_is(price_times_ratio(P("900"), 2, 3, DECIMAL_HALF_UP, &p), p, "600");
	struct quantity q = OLD_QUANTITY;
	quantity_is(quantity_times_ratio(Q("7"), 3, 2, DECIMAL_FLOOR, &q), q, "10.5");
	quantity_is(
		quantity_times_ratio(Q("1"), 1, 3, DECIMAL_FLOOR, &q), q, "0.333333333");

	m = OLD_MONEY;
	p = OLD_PRICE;
	q = OLD_QUANTITY;
	money_is(money_times_bp(MONEY_MAX, 10001, DECIMAL_FLOOR, &m), m, NULL);
	money_is(money_times_e6(MONEY_MIN, -1000000, DECIMAL_FLOOR, &m), m, NULL);
	money_is(money_times_ratio(M("1"), 1, 0, DECIMAL_FLOOR, &m), m, NULL);
	price_is(price_times_bp(PRICE_MIN, -10000, DECIMAL_FLOOR, &p), p, NULL);
	price_is(price_times_ratio(P("1"), 1, 0, DECIMAL_FLOOR, &p), p, NULL);
	quantity_is(quantity_times_ratio(QUANTITY_MAX, 2, 1, DECIMAL_FLOOR, &q), q, NULL);
}

static void ratios_between_values(void **state)
{
	(void)state;
	int64_t e6 = 42;
	assert_true(money_ratio_e6(M("12.5"), M("1000"), DECIMAL_HALF_EVEN, &e6));
	assert_true(e6 == 12500);
	assert_true(money_ratio_e6(M("-1"), M("3"), DECIMAL_FLOOR, &e6));
	assert_true(e6 == -333334);
	assert_true(price_ratio_e6(P("1"), P("3"), DECIMAL_CEIL, &e6));
	assert_true(e6 == 333334);
	e6 = 42;
	assert_false(money_ratio_e6(M("1"), M("0"), DECIMAL_FLOOR, &e6));
	assert_false(price_ratio_e6(P("1"), P("0"), DECIMAL_FLOOR, &e6));
	assert_false(money_ratio_e6(MONEY_MAX, M("0.000001"), DECIMAL_FLOOR, &e6));
	assert_false(price_ratio_e6(PRICE_MIN, P("0.000001"), DECIMAL_FLOOR, &e6));
	assert_true(e6 == 42);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scales),
		cmocka_unit_test(price_sums),
		cmocka_unit_test(money_sums),
		cmocka_unit_test(quantity_sums),
		cmocka_unit_test(order_of_values),
		cmocka_unit_test(rounding_to_places),
		cmocka_unit_test(notional),
		cmocka_unit_test(average_price),
		cmocka_unit_test(buys),
		cmocka_unit_test(buys_within_the_money),
		cmocka_unit_test(ratios),
		cmocka_unit_test(ratios_between_values),
	};
	return cmocka_run_group_tests_name("money/money", tests, NULL, NULL);
}
