/* Fees, interest, borrowed shares. */
#include "trade.h"

#include "trading/fee_rules.h"

enum { DAY_2024_06_03 = 19877, DAY_2023_01_02 = 19359 };

static struct fee_base a_base(const char *quantity, const char *value)
{
	return (struct fee_base){Q(quantity), M(value)};
}

static struct fee fee_of(const struct terms_fees *fees, enum terms_side side, int32_t day,
	const char *quantity, const char *value)
{
	struct fee_base none = {0}, after = a_base(quantity, value);
	struct fee fee;
	assert_true(fee_rules_fill(fees, side, 1, day, &none, &after, &fee));
	return fee;
}

static void commissions(void **state)
{
	(void)state;
	static const struct {
		const char *per_order, *per_share, *least, *most, *quantity, *commission;
	} table[] = {
		{"0", "0", "0", "0", "100", "0"},
		{"1", "0", "0", "0", "100", "1"},
		{"0", "0.005", "1", "0", "100", "1"},
		{"0", "0.005", "1", "0", "500", "2.5"},
		{"0", "0.005", "1", "5", "5000", "5"},
		{"1", "0.005", "0", "0", "501", "3.5"},  /* 3.505, a tie */
		{"1", "0.005", "0", "0", "503", "3.52"}, /* 3.515, a tie */
		/* 0.0050000001: no tie, though its millionths look like one. */
		{"0", "0.005", "0", "0", "1.00000002", "0.01"},
		{"0", "0.005", "0", "0", "1", "0"},
		{"0", "0.005", "0", "0", "0.999999999", "0"},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct terms_fees fees = {.per_order = M(table[i].per_order),
			.per_share = M(table[i].per_share),
			.per_order_least = M(table[i].least),
			.per_order_most = M(table[i].most)};
		struct fee fee = fee_of(&fees, i % 2 ? TERMS_BUY : TERMS_SELL,
			DAY_2024_06_03, table[i].quantity, "1000");
		money_is(fee.commission, table[i].commission);
		money_is(fee.total, table[i].commission);
		money_is(fee.sec, "0");
	}
}

static void regulatory(void **state)
{
	(void)state;
	static const struct {
		int32_t day;
		const char *quantity, *value, *sec, *finra;
	} table[] = {
		{DAY_2024_06_03, "100", "10000", "0.28", "0.02"},
		{DAY_2024_06_03, "100", "10000.01", "0.28", "0.02"},
		{DAY_2024_06_03, "0.000000001", "0.000001", "0.01", "0.01"},
		{DAY_2024_06_03, "100000", "1000000", "27.8", "8.3"},
		{DAY_2023_01_02, "100000", "1000000", "22.9", "7.27"},
		{0, "1000000", "1000000", "22.1", "5.95"},
		/* 2016-02-15 and the day of a new rate; so 2025-05-14 and 2026-04-04. */
		{16846, "1", "1000000", "18.4", "0.01"},
		{16847, "1", "1000000", "21.8", "0.01"},
		{20221, "1000", "1000000", "27.8", "0.17"},
		{20222, "1000", "1000000", "0", "0.17"},
		{20547, "1000", "1000000", "20.6", "0.2"},
		{20546, "1000", "1000000", "0", "0.2"},
		{30000, "1000000", "1000000", "20.6", "9.79"},
	};
	struct terms_fees fees = {.regulatory = true};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct fee fee = fee_of(&fees, TERMS_SELL, table[i].day,
			table[i].quantity, table[i].value);
		money_is(fee.sec, table[i].sec);
		money_is(fee.finra, table[i].finra);
		fee = fee_of(&fees, TERMS_BUY, table[i].day, table[i].quantity,
			table[i].value);
		money_is(fee.total, "0");
	}
}

static void contracts(void **state)
{
	(void)state;
	struct terms_fees fees = {.regulatory = true};
	struct fee_base none = {0}, after = a_base("10000", "50000");
	struct fee fee;
	assert_true(fee_rules_fill(
		&fees, TERMS_SELL, 100, DAY_2024_06_03, &none, &after, &fee));
	money_is(fee.finra, "27.9");
	money_is(fee.sec, "1.39");
}

/* However an order is cut into fills, it pays the same, and never less than nothing. */
static void parts_pay_the_whole(void **state)
{
	(void)state;
	uint64_t chance = 5;
	for (int i = 0; i < 20000; i++) {
		struct terms_fees fees = {.per_order.e6 = chance_below(&chance, 3000000),
			.per_share.e6 = chance_below(&chance, 10000),
			.per_order_least.e6 = chance_below(&chance, 300) * 10000,
			.regulatory = true};
		struct fee_base run = {0};
		struct money paid = {0};
		struct fee fee, whole;
		fees.per_order_most.e6 =
			fees.per_order_least.e6 + chance_below(&chance, 2) * 5000000;
		int parts = 1 + (int)chance_below(&chance, 9);
		for (int part = 0; part < parts; part++) {
			struct fee_base before = run;
			run.quantity.e9 += 1 + chance_below(&chance, 3000000000000);
			run.value.e6 += chance_below(&chance, 90000000000);
			assert_true(fee_rules_fill(&fees, TERMS_SELL, 1, DAY_2024_06_03,
				&before, &run, &fee));
			assert_true(fee.commission.e6 >= 0 && fee.sec.e6 >= 0 &&
				    fee.finra.e6 >= 0);
			assert_true(money_add(paid, fee.total, &paid));
		}
		struct fee_base none = {0};
		assert_true(fee_rules_fill(
			&fees, TERMS_SELL, 1, DAY_2024_06_03, &none, &run, &whole));
		assert_int_equal(paid.e6, whole.total.e6);
		assert_int_equal(whole.sec.e6 % 10000, 0);
		assert_int_equal(whole.finra.e6 % 10000, 0);
	}
}

static void interest(void **state)
{
	(void)state;
	static const struct {
		const char *cash;
		int64_t bp, nights;
		const char *interest;
	} table[] = {
		{"100000", 800, 1, "0"},
		{"0", 800, 1, "0"},
		{"-36000", 1000, 1, "10"},
		{"-36000", 1000, 3, "30"},
		{"-36000", 1000, 0, "0"},
		{"-18", 1000, 1, "0"},    /* half a cent, a tie */
		{"-54", 1000, 1, "0.02"}, /* one and a half */
		{"-18.000001", 1000, 1, "0.01"},
		{"-9223372036854.775807", 1, 1, "2562047.79"},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct money found, cash = M(table[i].cash);
		assert_true(
			fee_rules_interest(cash, table[i].bp, table[i].nights, &found));
		money_is(found, table[i].interest);
		if (money_sign(cash) > 0)
			continue;
		assert_true(fee_rules_borrow(cash, table[i].bp, table[i].nights, &found));
		money_is(found, table[i].interest);
		assert_true(money_negate(cash, &cash));
		assert_true(fee_rules_borrow(cash, table[i].bp, table[i].nights, &found));
		money_is(found, table[i].interest);
	}
}

static void too_large(void **state)
{
	(void)state;
	struct money kept = M("42"), least = {INT64_MIN}, low = {INT64_MIN + 1};
	assert_false(fee_rules_interest(least, 1, 1, &kept));
	assert_false(fee_rules_borrow(least, 1, 1, &kept));
	assert_false(fee_rules_interest(low, 10000, 1000, &kept));
	assert_false(fee_rules_interest(low, INT64_MAX, 2, &kept));
	money_is(kept, "42");
	struct terms_fees fees = {.per_share = M("9000000000000")};
	struct fee_base none = {0}, after = a_base("2", "1");
	struct fee fee = {.total = M("42")};
	assert_false(
		fee_rules_fill(&fees, TERMS_BUY, 1, DAY_2024_06_03, &none, &after, &fee));
	/* A commission that fits, with what the SEC or FINRA take on top of it. */
	static const char *const bases[][2] = {
		{"1", "9000000000000"}, {"9000000000", "0"}};
	for (size_t i = 0; i < COUNT(bases); i++) {
		struct terms_fees all = {
			.per_order_least = {INT64_MAX}, .regulatory = true};
		after = a_base(bases[i][0], bases[i][1]);
		assert_false(fee_rules_fill(
			&all, TERMS_SELL, 1, DAY_2024_06_03, &none, &after, &fee));
		assert_true(fee_rules_fill(&all, TERMS_BUY, 1, DAY_2024_06_03, &none,
			&after, &(struct fee){0}));
	}
	money_is(fee.total, "42");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(commissions),
		cmocka_unit_test(regulatory),
		cmocka_unit_test(contracts),
		cmocka_unit_test(parts_pay_the_whole),
		cmocka_unit_test(interest),
		cmocka_unit_test(too_large),
	};
	return cmocka_run_group_tests_name("trading/fee", tests, NULL, NULL);
}
