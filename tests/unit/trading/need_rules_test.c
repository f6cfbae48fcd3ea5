/* need_rules_*: margin of positions, what open orders reserve. */
#include "trading/need_rules.h"

#include "ticket.h"

static const struct {
	const char *quantity, *price;
	bool marginable;
	const char *value, *initial, *maintenance;
	bool heavy;
} POSITIONS[] = {
	{"100", "50", true, "5000", "2500", "1500", false},
	{"100", "2.5", true, "250", "125", "75", false},
	{"100", "2.4999", true, "249.99", "249.99", "249.99", true},
	{"100", "50", false, "5000", "5000", "5000", true},
	{"0.5", "0.01", true, "0.005", "0.005", "0.005", true},
	{"0.000000001", "10", true, "0.000001", "0.000001", "0.000001", false},
	{"0", "50", true, "0", "0", "0", false},
	{"-100", "50", true, "5000", "2500", "1500", false},
	{"-100", "20", true, "2000", "1000", "600", false},
	{"-100", "16", true, "1600", "800", "500", false}, /* $5 a share */
	{"-100", "8", true, "800", "500", "500", true},
	{"-100", "5", true, "500", "500", "500", true},
	{"-100", "4.99", true, "499", "499", "499", true},
	{"-100", "2", true, "200", "250", "250", true}, /* $2.50 a share */
	{"-100", "50", false, "5000", "5000", "5000", true},
};

static void positions(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(POSITIONS); i++) {
		struct quantity quantity = {
			ticket_number(POSITIONS[i].quantity, QUANTITY_SCALE)};
		struct price price = {ticket_number(POSITIONS[i].price, PRICE_SCALE)};
		struct need need;
		char text[DECIMAL_TEXT_SIZE];
		assert_true(need_rules_position(
			quantity, price, POSITIONS[i].marginable, &need));
		money_format(need.value, 0, text);
		assert_string_equal(text, POSITIONS[i].value);
		money_format(need.initial, 0, text);
		assert_string_equal(text, POSITIONS[i].initial);
		money_format(need.maintenance, 0, text);
		assert_string_equal(text, POSITIONS[i].maintenance);
		assert_int_equal(need.heavy, POSITIONS[i].heavy);
	}
}

static const struct {
	const char *line; /* base is the ask */
	const char *fees, *value;
} ORDERS[] = {
	{"buy 10 market base=20", "0", "200"},
	{"buy 10 market base=20", "1.5", "201.5"},
	{"buy 10 limit limit=19 base=20", "0", "190"},
	{"buy 10 stop stop=21 base=20", "0", "218.4"},
	{"buy 10 trailing_stop stop=21 trail=1 base=20", "0", "210"},
	{"buy 10 stop_limit stop=21 limit=22 base=20", "0", "220"},
	{"buy $100 market base=20", "0", "100"},
	{"buy 10 market pos=5 base=20", "0", "200"},
	{"sell 10 market base=20", "0", "206"}, /* 3 % above the ask */
	{"sell 10 limit limit=20.60 base=20", "0", "206"},
	{"sell 10 limit limit=25 base=20", "0", "250"},
	{"sell 10 market pos=-5 base=20", "0", "206"},
	/* what closes, waits or is over reserves nothing */
	{"sell 10 market pos=10 base=20", "1", "0"},
	{"buy 10 market pos=-10 base=20", "1", "0"},
	{"buy 10 limit limit=19 held base=20", "1", "0"},
	{"buy 10 limit limit=19 canceled base=20", "1", "0"},
	{"buy 10 limit limit=19 filled base=20", "1", "0"},
	{"buy 10 limit limit=19 accepted base=20", "0", "190"},
	{"buy 10 limit limit=19 pending_cancel base=20", "0", "190"},
};

static void orders(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(ORDERS); i++) {
		struct ticket ticket = ticket_read(ORDERS[i].line);
		struct need_order order = {&ticket.request.order, ticket.setting.position,
			ticket.setting.base, true,
			{ticket_number(ORDERS[i].fees, MONEY_SCALE)}};
		struct need need;
		char text[DECIMAL_TEXT_SIZE];
		assert_true(need_rules_order(&order, &need));
		money_format(need.value, 0, text);
		if (strcmp(text, ORDERS[i].value) != 0)
			fail_msg("%s: %s", ORDERS[i].line, text);
	}
}

static void what_is_left(void **state)
{
	(void)state;
	struct ticket shares = ticket_read("buy 10 limit limit=20 partially_filled");
	struct ticket money = ticket_read("buy $100 market partially_filled base=20");
	struct need need;
	shares.request.order.filled = (struct quantity){4000000000};
	money.request.order.filled_value = (struct money){30000000};
	assert_true(need_rules_order(
		&(struct need_order){.order = &shares.request.order, .marginable = true},
		&need));
	assert_int_equal(need.value.e6, 120000000);
	assert_true(need_rules_order(&(struct need_order){.order = &money.request.order,
					     .ask = {20000000},
					     .marginable = true},
		&need));
	assert_int_equal(need.value.e6, 70000000);
}

static void usage(void **state)
{
	(void)state;
	const struct need light = {{100}, {50}, {30}, false},
			  whole = {{100}, {100}, {100}, true},
			  more = {{200}, {250}, {250}, true};
	const struct {
		const struct need *need;
		int64_t at[3];
	} table[] = {
		{&light, {100, 100, 100}},
		{&whole, {100, 200, 400}},
		{&more, {200, 500, 1000}},
	};
	for (size_t i = 0; i < COUNT(table); i++)
		for (int m = 0; m < 3; m++) {
			struct money money;
			assert_true(need_rules_usage(table[i].need, 1 << m, &money));
			assert_int_equal(money.e6, table[i].at[m]);
		}
}

/* Nothing wraps around, whatever the sizes: it fits, or it is refused. */
static void extremes(void **state)
{
	(void)state;
	static const int64_t sizes[] = {INT64_MIN, INT64_MIN + 1, -INT64_C(1000000000),
		-1, 0, 1, INT64_C(1000000000), INT64_MAX};
	static const int64_t prices[] = {1, 2500000, 5000000, 1000000000, INT64_MAX};
	for (size_t i = 0; i < COUNT(sizes) * COUNT(prices) * 2; i++) {
		struct need need = {{-1}, {-1}, {-1}, false};
		bool fits =
			need_rules_position((struct quantity){sizes[i % COUNT(sizes)]},
				(struct price){prices[i / COUNT(sizes) % COUNT(prices)]},
				i / COUNT(sizes) / COUNT(prices) == 1, &need);
		if (!fits) {
			assert_int_equal(need.value.e6, -1);
			continue;
		}
		assert_true(need.value.e6 >= 0 && need.maintenance.e6 >= 0);
		assert_true(need.initial.e6 >= need.maintenance.e6);
		struct money money;
		assert_true(
			!need_rules_usage(&need, 4, &money) || money.e6 >= need.value.e6);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(positions),
		cmocka_unit_test(orders),
		cmocka_unit_test(what_is_left),
		cmocka_unit_test(usage),
		cmocka_unit_test(extremes),
	};
	return cmocka_run_group_tests_name("trading/need_rules", tests, NULL, NULL);
}
