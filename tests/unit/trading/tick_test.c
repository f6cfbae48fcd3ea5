/* Ticks. */
#include "trade.h"

#include "trading/tick_rules.h"

static void rounded(void **state)
{
	(void)state;
	static const struct {
		const char *price;
		int64_t multiplier;
		const char *against_buy, *against_sell, *tick;
	} table[] = {
		{"100.02", 1, "100.02", "100.02", "0.01"},
		{"100.021", 1, "100.03", "100.02", "0.01"},
		{"1", 1, "1", "1", "0.01"},
		{"1.0001", 1, "1.01", "1", "0.01"},
		{"0.99995", 1, "1", "0.9999", "0.0001"},
		{"0.00005", 1, "0.0001", "0", "0.0001"},
		{"0.055", 100, "0.06", "0.05", "0.01"},
		{"0", 1, "0", "0", "0.0001"},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct price found, price = P(table[i].price);
		int64_t multiplier = table[i].multiplier;
		assert_true(tick_rules_against(TERMS_BUY, price, multiplier, &found));
		price_is(found, table[i].against_buy);
		assert_true(tick_rules_against(TERMS_SELL, price, multiplier, &found));
		price_is(found, table[i].against_sell);
		price_is(tick_rules_size(price, multiplier), table[i].tick);
	}
	struct price kept = P("42"), most = {INT64_MAX};
	assert_false(tick_rules_against(TERMS_BUY, most, 1, &kept));
	price_is(kept, "42");
}

/* A price is on a tick iff its text has few enough places. */
static void whole(void **state)
{
	(void)state;
	for (int64_t e6 = 1; e6 < 2500000; e6++) {
		char text[DECIMAL_TEXT_SIZE];
		struct price price = {e6}, rounded;
		price_format(price, 0, text);
		const char *point = strchr(text, '.');
		size_t places = point == NULL ? 0 : strlen(point + 1);
		bool on_tick = places <= (e6 >= 1000000 ? 2 : 4);
		if (tick_rules_is_whole(price, 1) != on_tick)
			fail_msg("%s", text);
		assert_true(tick_rules_round(price, 1, DECIMAL_FLOOR, &rounded));
		if (!tick_rules_is_whole(rounded, 1) || rounded.e6 > e6 ||
			on_tick != (rounded.e6 == e6))
			fail_msg("%s", text);
	}
	assert_true(tick_rules_is_whole((struct price){999999990000}, 1));
	/* A contract's is a whole number of cents below a dollar too. */
	assert_true(tick_rules_is_whole(P("0.05"), 100));
	assert_false(tick_rules_is_whole(P("0.0525"), 100));
}

static void compared(void **state)
{
	(void)state;
	assert_true(tick_rules_compare(TERMS_BUY, P("1"), P("2")) < 0);
	assert_true(tick_rules_compare(TERMS_SELL, P("1"), P("2")) > 0);
	assert_int_equal(tick_rules_compare(TERMS_SELL, P("2"), P("2")), 0);
	price_is(tick_rules_worse(TERMS_BUY, P("1"), P("2")), "2");
	price_is(tick_rules_worse(TERMS_SELL, P("1"), P("2")), "1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rounded),
		cmocka_unit_test(whole),
		cmocka_unit_test(compared),
	};
	return cmocka_run_group_tests_name("trading/tick", tests, NULL, NULL);
}
