/* Corporate actions on holdings, lots and open orders. */
#include "trade.h"

#include "trading/action_rules.h"

enum { LOTS = 32 };

struct position {
	struct lot items[LOTS];
	struct lot_closing closed[LOTS];
	struct lots lots;
	struct lot_closings closings;
	struct corporate_change change;
};

static void begin(struct position *position)
{
	*position = (struct position){0};
	position->lots = (struct lots){position->items, 0, LOTS};
	position->closings = (struct lot_closings){position->closed, 0, LOTS, {0}};
}

static void hold(struct position *position, const char *quantity, const char *cost)
{
	size_t number = position->lots.count;
	position->items[number] =
		(struct lot){(int64_t)number + 1, 0, Q(quantity), M(cost)};
	position->lots.count++;
}

static void adds_up(
	const struct position *position, const char *quantity, const char *cost)
{
	struct quantity sum;
	struct money sum_cost;
	assert_true(lot_rules_sum(&position->lots, &sum, &sum_cost));
	quantity_is(sum, quantity);
	money_is(sum_cost, cost);
	assert_int_equal(sum.e9, position->change.after.e9);
}

static enum lot_result act(struct position *position, enum corporate_kind kind,
	int64_t after, int64_t before, const char *price)
{
	struct corporate_event event = {.kind = kind,
		.after = after,
		.before = before,
		.price = P(price),
		.number = 99};
	return action_rules_holding(
		&event, &position->lots, &position->closings, &position->change);
}

static void splits(void **state)
{
	(void)state;
	static const struct {
		const char *quantity, *cost;
		int64_t after, before;
		const char *price, *left, *left_cost, *cash, *realized;
	} table[] = {
		{"100", "40000", 4, 1, "100", "400", "40000", "0", "0"},
		{"-100", "-40000", 4, 1, "100", "-400", "-40000", "0", "0"},
		{"5", "500", 3, 2, "66.67", "7", "466.666667", "33.34", "0.006667"},
		{"-5", "-500", 3, 2, "66.67", "-7", "-466.666667", "-33.34", "-0.006667"},
		{"105", "1050", 1, 10, "100", "10", "1000", "50", "0"},
		{"9", "90", 1, 10, "100", "0", "0", "90", "0"},
		{"9", "80", 1, 10, "100", "0", "0", "90", "10"},
		/* A third of a share is paid as such. */
		{"4", "400", 1, 3, "3000000", "1", "300", "1000000", "999900"},
		/* Who held broken shares keeps them. */
		{"0.3", "30", 2, 1, "50", "0.6", "30", "0", "0"},
		{"10.5", "1050", 1, 10, "1000", "1.05", "1050", "0", "0"},
		{"0.000000001", "5", 1, 10, "1000", "0", "0", "0", "-5"},
		{"100", "1000", 105, 100, "9.52", "105", "1000", "0", "0"},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct position position;
		begin(&position);
		hold(&position, table[i].quantity, table[i].cost);
		assert_int_equal(
			act(&position, i % 2 ? CORPORATE_SPLIT : CORPORATE_STOCK_DIVIDEND,
				table[i].after, table[i].before, table[i].price),
			LOT_OK);
		adds_up(&position, table[i].left, table[i].left_cost);
		quantity_is(position.change.before, table[i].quantity);
		money_is(position.change.cash, table[i].cash);
		money_is(position.closings.realized, table[i].realized);
	}
}

/* Each lot keeps its cost; the broken share comes off the first. */
static void split_lots(void **state)
{
	(void)state;
	struct position position;
	begin(&position);
	hold(&position, "3", "30");
	hold(&position, "2", "40");
	hold(&position, "10", "300");
	assert_int_equal(act(&position, CORPORATE_SPLIT, 1, 2, "45"), LOT_OK);
	adds_up(&position, "7", "360");
	assert_int_equal(position.lots.count, 3);
	quantity_is(position.items[0].quantity, "1");
	money_is(position.items[0].cost, "20");
	quantity_is(position.items[1].quantity, "1");
	quantity_is(position.items[2].quantity, "5");
	assert_int_equal(position.closings.count, 1);
	money_is(position.change.cash, "22.5");
	money_is(position.closings.realized, "12.5");
}

/* Crumbs too small for a lot of their own leave their cost to the next. */
static void crumbs(void **state)
{
	(void)state;
	struct position position;
	begin(&position);
	hold(&position, "0.000000001", "1");
	hold(&position, "0.000000015", "2");
	hold(&position, "0.000000001", "4");
	assert_int_equal(act(&position, CORPORATE_SPLIT, 1, 10, "1"), LOT_OK);
	adds_up(&position, "0.000000001", "7");
	assert_int_equal(position.lots.count, 1);
	assert_int_equal(position.items[0].number, 2);
}

static void costs_are_kept(void **state)
{
	(void)state;
	uint64_t chance = 99;
	for (int i = 0; i < 50000; i++) {
		struct position position;
		struct quantity quantity, after;
		struct money cost, left;
		begin(&position);
		bool is_short = chance_below(&chance, 2) == 0;
		size_t count = (size_t)chance_below(&chance, 8);
		for (size_t at = 0; at < count; at++) {
			int64_t e9 =
				1 + chance_below(&chance, INT64_C(1) << (2 * i % 44));
			int64_t e6 = chance_below(&chance, 1000000000);
			if (i % 3 == 0)
				e9 = (1 + e9 % 5000) * 1000000000;
			position.items[at] = (struct lot){(int64_t)at, 0,
				{is_short ? -e9 : e9}, {is_short ? -e6 : e6}};
		}
		position.lots.count = count;
		assert_true(lot_rules_sum(&position.lots, &quantity, &cost));
		assert_int_equal(act(&position, (enum corporate_kind)(i % 5),
					 1 + chance_below(&chance, 50),
					 1 + chance_below(&chance, 50), "12.345"),
			LOT_OK);
		assert_true(lot_rules_sum(&position.lots, &after, &left));
		assert_int_equal(after.e9, position.change.after.e9);
		assert_true(after.e9 == 0 || (after.e9 < 0) == (quantity.e9 < 0));
		assert_true(quantity.e9 % 1000000000 != 0 || after.e9 % 1000000000 == 0);
		int64_t given = 0, paid = 0;
		for (size_t at = 0; at < position.closings.count; at++) {
			given += position.closed[at].cost.e6;
			paid += position.closed[at].cash.e6;
		}
		assert_int_equal(cost.e6, left.e6 + given);
		assert_int_equal(position.closings.realized.e6, paid - given);
		assert_int_equal(position.change.cash.e6 % 10000, 0);
		if (i % 5 != CORPORATE_CASH_DIVIDEND)
			assert_int_equal(paid, position.change.cash.e6);
		for (size_t at = 0; at < position.lots.count; at++)
			assert_true(position.items[at].quantity.e9 != 0);
	}
}

static void paid(void **state)
{
	(void)state;
	struct position position;
	begin(&position);
	hold(&position, "100.5", "1000");
	assert_int_equal(act(&position, CORPORATE_CASH_DIVIDEND, 0, 0, "0.235"), LOT_OK);
	money_is(position.change.cash, "23.62"); /* 23.6175 */
	adds_up(&position, "100.5", "1000");
	assert_int_equal(act(&position, CORPORATE_SYMBOL_CHANGE, 0, 0, "0"), LOT_OK);
	money_is(position.change.cash, "0");
	adds_up(&position, "100.5", "1000");
	assert_int_equal(act(&position, CORPORATE_DELISTING, 0, 0, "0.5"), LOT_OK);
	money_is(position.change.cash, "50.25");
	money_is(position.closings.realized, "-949.75");
	adds_up(&position, "0", "0");
	begin(&position);
	hold(&position, "-2", "-10");
	assert_int_equal(act(&position, CORPORATE_CASH_DIVIDEND, 0, 0, "0.5"), LOT_OK);
	money_is(position.change.cash, "-1");
	assert_int_equal(act(&position, CORPORATE_DELISTING, 0, 0, "0"), LOT_OK);
	money_is(position.closings.realized, "10");
	begin(&position);
	hold(&position, "9000000000", "1");
	assert_int_equal(act(&position, CORPORATE_SPLIT, 2, 1, "1"), LOT_TOO_LARGE);
	assert_int_equal(act(&position, CORPORATE_CASH_DIVIDEND, 0, 0, "9000000000"),
		LOT_TOO_LARGE);
}

struct ordered {
	enum terms_side side;
	enum terms_type type;
	const char *quantity, *filled, *limit, *stop;
	int64_t after, before;
	enum corporate_effect effect;
	const char *new_quantity, *new_limit, *new_stop;
};

static const struct ordered split_orders[] = {
	{TERMS_BUY, TERMS_LIMIT, "100", "0", "100", "0", 3, 1, CORPORATE_CHANGED, "300",
		"33.33", "0"},
	{TERMS_SELL, TERMS_LIMIT, "100", "0", "100", "0", 3, 1, CORPORATE_CHANGED, "300",
		"33.34", "0"},
	{TERMS_BUY, TERMS_STOP_LIMIT, "100", "0", "101", "100", 3, 1, CORPORATE_CHANGED,
		"300", "33.66", "33.34"},
	{TERMS_SELL, TERMS_STOP, "100", "0", "0", "100", 3, 1, CORPORATE_CHANGED, "300",
		"0", "33.33"},
	{TERMS_BUY, TERMS_LIMIT, "10", "4", "100", "0", 2, 1, CORPORATE_CHANGED, "16",
		"50", "0"},
	{TERMS_BUY, TERMS_LIMIT, "15", "0", "1", "0", 1, 10, CORPORATE_CHANGED, "1", "10",
		"0"},
	{TERMS_BUY, TERMS_LIMIT, "1.5", "0", "1", "0", 1, 10, CORPORATE_CHANGED, "0.15",
		"10", "0"},
	{TERMS_BUY, TERMS_LIMIT, "9", "0", "1", "0", 1, 10, CORPORATE_CANCELS, "9", "1",
		"0"},
	{TERMS_BUY, TERMS_LIMIT, "9", "0", "0.0001", "0", 2, 1, CORPORATE_CANCELS, "9",
		"0.0001", "0"},
	{TERMS_SELL, TERMS_STOP, "9", "0", "0", "0.0001", 2, 1, CORPORATE_CANCELS, "9",
		"0", "0.0001"},
	{TERMS_BUY, TERMS_LIMIT, "9000000000", "0", "1", "0", 2, 1, CORPORATE_TOO_LARGE,
		"9000000000", "1", "0"},
};

static void orders_split(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(split_orders); i++) {
		const struct ordered *row = &split_orders[i];
		struct terms_order order = an_order();
		struct corporate_event event = {.kind = CORPORATE_SPLIT,
			.after = row->after,
			.before = row->before};
		order.side = row->side;
		order.type = row->type;
		order.quantity = Q(row->quantity);
		order.filled = Q(row->filled);
		order.limit = P(row->limit);
		order.stop = P(row->stop);
		order.ahead = Q("5");
		assert_int_equal(
			action_rules_order(&event, 1, false, &order), row->effect);
		quantity_is(order.quantity, row->new_quantity);
		quantity_is(order.filled, row->filled);
		price_is(order.limit, row->new_limit);
		price_is(order.stop, row->new_stop);
		if (row->effect != CORPORATE_CHANGED)
			quantity_is(order.ahead, "5");
	}
	struct terms_order order = an_order();
	struct corporate_event event = {.kind = CORPORATE_SPLIT, .after = 3, .before = 1};
	order.type = TERMS_TRAILING_STOP;
	order.trail_price = P("1");
	order.high_water = P("100");
	order.ahead = Q("5");
	assert_int_equal(action_rules_order(&event, 1, false, &order), CORPORATE_CHANGED);
	price_is(order.trail_price, "0.3334");
	price_is(order.high_water, "33.333333");
	quantity_is(order.ahead, "15");
}

static void orders_reduced(void **state)
{
	(void)state;
	static const struct {
		enum terms_side side;
		enum terms_type type;
		enum terms_tif tif;
		const char *limit, *stop, *cash;
		enum corporate_effect effect;
		const char *new_limit, *new_stop;
	} table[] = {
		{TERMS_BUY, TERMS_LIMIT, TERMS_GTC, "100", "0", "0.235",
			CORPORATE_CHANGED, "99.76", "0"},
		{TERMS_BUY, TERMS_LIMIT, TERMS_DAY, "100", "0", "0.235", CORPORATE_KEPT,
			"100", "0"},
		{TERMS_SELL, TERMS_LIMIT, TERMS_GTC, "100", "0", "0.235", CORPORATE_KEPT,
			"100", "0"},
		{TERMS_SELL, TERMS_STOP, TERMS_GTC, "0", "90", "0.235", CORPORATE_CHANGED,
			"0", "89.76"},
		{TERMS_SELL, TERMS_STOP_LIMIT, TERMS_GTC, "89", "90", "0.5",
			CORPORATE_CHANGED, "88.5", "89.5"},
		{TERMS_BUY, TERMS_STOP, TERMS_GTC, "0", "110", "0.5", CORPORATE_KEPT, "0",
			"110"},
		{TERMS_BUY, TERMS_STOP_LIMIT, TERMS_GTC, "111", "110", "0.5",
			CORPORATE_KEPT, "111", "110"},
		{TERMS_BUY, TERMS_MARKET, TERMS_GTC, "0", "0", "0.5", CORPORATE_KEPT, "0",
			"0"},
		{TERMS_BUY, TERMS_LIMIT, TERMS_GTC, "100", "0", "0.009999",
			CORPORATE_KEPT, "100", "0"},
		{TERMS_BUY, TERMS_LIMIT, TERMS_GTC, "0.5", "0", "0.5", CORPORATE_CANCELS,
			"0.5", "0"},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct terms_order order = an_order();
		struct corporate_event event = {
			.kind = CORPORATE_CASH_DIVIDEND, .price = P(table[i].cash)};
		order.side = table[i].side;
		order.type = table[i].type;
		order.tif = table[i].tif;
		order.limit = P(table[i].limit);
		order.stop = P(table[i].stop);
		struct terms_order kept = order;
		assert_int_equal(
			action_rules_order(&event, 1, false, &order), table[i].effect);
		price_is(order.limit, table[i].new_limit);
		price_is(order.stop, table[i].new_stop);
		assert_int_equal(
			action_rules_order(&event, 1, true, &kept), CORPORATE_KEPT);
		price_is(kept.limit, table[i].limit);
	}
}

static void orders_renamed(void **state)
{
	(void)state;
	struct terms_order order = an_order();
	struct corporate_event event = {
		.kind = CORPORATE_SYMBOL_CHANGE, .new_symbol = "META"};
	assert_int_equal(action_rules_order(&event, 1, false, &order), CORPORATE_CHANGED);
	assert_string_equal(order.symbol, "META");
	event.kind = CORPORATE_DELISTING;
	assert_int_equal(action_rules_order(&event, 1, false, &order), CORPORATE_CANCELS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(splits),
		cmocka_unit_test(split_lots),
		cmocka_unit_test(crumbs),
		cmocka_unit_test(costs_are_kept),
		cmocka_unit_test(paid),
		cmocka_unit_test(orders_split),
		cmocka_unit_test(orders_reduced),
		cmocka_unit_test(orders_renamed),
	};
	return cmocka_run_group_tests_name("trading/action", tests, NULL, NULL);
}
