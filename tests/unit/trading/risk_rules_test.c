/* risk_rules_*: limits of one's own, and warnings. */
#include "trading/risk_rules.h"

#include "ticket.h"

/* In whole dollars; a limit of 0 is none. */
static const struct {
	int64_t largest, share_bp, loss, orders; /* limits */
	int64_t value, position, equity, last, today;
	bool closes;
	const char *refusal;
} CASES[] = {
	{0, 0, 0, 0, 999999999, 999999999, 1, 999999999, 999999, false, "ok"},
	{1000, 0, 0, 0, 1000, 1000, 5000, 5000, 0, false, "ok"},
	{1000, 0, 0, 0, 1001, 1001, 5000, 5000, 0, false, "RISK_ORDER"},
	{1000, 0, 0, 0, 1001, 0, 5000, 5000, 0, true, "ok"},
	{0, 2500, 0, 0, 10, 1250, 5000, 5000, 0, false, "ok"},
	{0, 2500, 0, 0, 10, 1251, 5000, 5000, 0, false, "RISK_POSITION"},
	{0, 2500, 0, 0, 10, 1251, 5000, 5000, 0, true, "ok"},
	{0, 2500, 0, 0, 10, 10, -5000, 5000, 0, false, "RISK_POSITION"},
	{0, 20000, 0, 0, 10, 9999, 5000, 5000, 0, false, "ok"},
	{0, 0, 500, 0, 10, 10, 4501, 5000, 0, false, "ok"},
	{0, 0, 500, 0, 10, 10, 4500, 5000, 0, false, "RISK_LOSS"},
	{0, 0, 500, 0, 10, 10, 4000, 5000, 0, true, "ok"},
	{0, 0, 500, 0, 10, 10, 9000, 5000, 0, false, "ok"},
	{0, 0, 0, 3, 10, 10, 5000, 5000, 2, false, "ok"},
	{0, 0, 0, 3, 10, 10, 5000, 5000, 3, false, "RISK_COUNT"},
	{0, 0, 0, 3, 10, 10, 5000, 5000, 3, true, "ok"},
	{1000, 2500, 500, 3, 2000, 2000, 1, 5000, 3, false, "RISK_COUNT"},
	{1000, 2500, 500, 4, 2000, 2000, 1, 5000, 3, false, "RISK_ORDER"},
	{3000, 2500, 500, 4, 2000, 2000, 1, 5000, 3, false, "RISK_POSITION"},
};

static struct money dollars(int64_t amount)
{
	return (struct money){amount * 1000000};
}

static void limits(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(CASES); i++) {
		const struct risk_limits own = {dollars(CASES[i].largest),
			CASES[i].share_bp, dollars(CASES[i].loss), CASES[i].orders};
		const struct risk_case order = {"AAPL", CASES[i].closes,
			dollars(CASES[i].value), dollars(CASES[i].position),
			dollars(CASES[i].equity), dollars(CASES[i].last), CASES[i].today};
		struct trade_details details = {0};
		enum trade_refusal refusal = risk_rules_check(&own, &order, &details);
		if (strcmp(refusal_name(refusal), CASES[i].refusal) != 0)
			fail_msg("row %zu: %s", i, refusal_name(refusal));
	}
}

static void told(void **state)
{
	(void)state;
	const struct risk_limits own = {dollars(3000), 2500, dollars(500), 0};
	struct risk_case order = {"AAPL", false, dollars(3001), dollars(2001),
		dollars(8000), dollars(9000), 0};
	static const char *const messages[] = {
		"the order's value of 3001.00 is above this account's limit of 3000.00 "
		"an order",
		"the position in AAPL would be worth 2001.00, above this account's limit "
		"of 2000.00",
		"today's loss of 1000.00 has reached this account's limit of 500.00: "
		"only orders that close positions are taken",
	};
	for (size_t i = 0; i < COUNT(messages); i++) {
		struct trade_details details = {0};
		char message[REFUSAL_MESSAGE_SIZE];
		enum trade_refusal refusal = risk_rules_check(&own, &order, &details);
		assert_true(refusal != REFUSE_NOTHING);
		refusal_rules_message(refusal, &details, message);
		assert_string_equal(message, messages[i]);
		if (i == 0)
			order.value = dollars(1);
		else
			order.position_value = dollars(1);
	}
}

static void extremes(void **state)
{
	(void)state;
	const struct risk_limits share = {.position_share_bp = INT64_MAX},
				 loss = {.daily_loss = {1}};
	struct risk_case order = {.equity = {INT64_MAX},
		.last_equity = {INT64_MIN},
		.position_value = {INT64_MAX}};
	struct trade_details details = {0};
	assert_int_equal(risk_rules_check(&share, &order, &details), REFUSE_NOTHING);
	assert_int_equal(risk_rules_check(&loss, &order, &details), REFUSE_NOTHING);
	order.equity.e6 = INT64_MIN;
	order.last_equity.e6 = INT64_MAX;
	assert_int_equal(risk_rules_check(&loss, &order, &details), REFUSE_RISK_LOSS);
}

static void day_trades(void **state)
{
	(void)state;
	static const struct {
		bool checked, closes;
		int64_t equity, day_trades;
		enum trade_refusal refusal;
	} table[] = {
		{true, false, 24999, 2, REFUSE_NOTHING},
		{true, false, 24999, 3, REFUSE_DAY_TRADES},
		{true, false, 25000, 3, REFUSE_NOTHING},
		{true, true, 24999, 3, REFUSE_NOTHING},
		{false, false, 24999, 30, REFUSE_NOTHING},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		const struct terms_account account = {
			.day_trade_checked = table[i].checked};
		const struct risk_case order = {
			.closes = table[i].closes, .equity = dollars(table[i].equity)};
		assert_int_equal(
			risk_rules_day_trade(&account, &order, table[i].day_trades),
			table[i].refusal);
	}
}

static const struct {
	int64_t position, equity;
	bool closes;
	int64_t bid_cents, ask_cents, quantity, day_volume;
	bool concentrated, wide, large;
} WARNED[] = {
	{2500, 10000, false, 10000, 10100, 50, 1000, false, false, false},
	{2501, 10000, false, 10000, 10101, 51, 1000, true, true, true},
	{2501, 10000, true, 10000, 10000, 1, 1000, false, false, false},
	{1, -5, false, 10000, 10000, 1, 1000, true, false, false},
	{0, 10000, false, 0, 10000, 1, 1000, false, true, false},
	{0, 10000, false, 10000, 0, 1, 1000, false, true, false},
	{0, 10000, false, 1, 1, 1, 0, false, false, true},
	{0, 10000, false, 1, 2, 1, INT64_MAX, false, true, false},
};

static void warnings(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(WARNED); i++) {
		const struct risk_case order = {.closes = WARNED[i].closes,
			.position_value = dollars(WARNED[i].position),
			.equity = dollars(WARNED[i].equity)};
		const struct terms_market market = {.bid = {WARNED[i].bid_cents * 10000},
			.ask = {WARNED[i].ask_cents * 10000},
			.day_volume = WARNED[i].day_volume};
		struct risk_warnings got = risk_rules_warnings(&order,
			(struct quantity){WARNED[i].quantity * INT64_C(1000000000)},
			&market);
		if (got.concentrated != WARNED[i].concentrated ||
			got.wide_spread != WARNED[i].wide ||
			got.large_share != WARNED[i].large)
			fail_msg("row %zu: %d %d %d", i, got.concentrated,
				got.wide_spread, got.large_share);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(limits),
		cmocka_unit_test(told),
		cmocka_unit_test(extremes),
		cmocka_unit_test(day_trades),
		cmocka_unit_test(warnings),
	};
	return cmocka_run_group_tests_name("trading/risk_rules", tests, NULL, NULL);
}
