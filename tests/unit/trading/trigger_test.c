/* When stops are reached. */
#include "trade.h"

#include "trading/trigger_rules.h"

static void plain_stops(void **state)
{
	(void)state;
	static const struct {
		enum terms_side side;
		const char *stop, *low, *high, *last;
		enum trigger_reason reason;
		const char *at;
	} table[] = {
		{TERMS_SELL, "95", "95.01", "97", "96", TRIGGER_NOT_REACHED, "0"},
		{TERMS_SELL, "95", "95", "97", "96", TRIGGER_REACHED, "95"},
		{TERMS_SELL, "95", "90", "91", "90.5", TRIGGER_REACHED, "90"},
		{TERMS_SELL, "95", "94", "97", "97", TRIGGER_REACHED, "94"},
		{TERMS_BUY, "95", "93", "94.99", "94", TRIGGER_NOT_REACHED, "0"},
		{TERMS_BUY, "95", "93", "95", "94", TRIGGER_REACHED, "95"},
		{TERMS_BUY, "95", "99", "101", "100", TRIGGER_REACHED, "101"},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct terms_order order = an_order();
		struct terms_market market = a_market();
		order.type = i % 2 ? TERMS_STOP : TERMS_STOP_LIMIT;
		order.side = table[i].side;
		order.stop = P(table[i].stop);
		market.low = P(table[i].low);
		market.high = P(table[i].high);
		market.last = P(table[i].last);
		market.volume = 100;
		struct trigger trigger = trigger_rules_look(&order, &market, 1);
		assert_int_equal(trigger.reason, table[i].reason);
		price_is(trigger.at, table[i].at);
		price_is(trigger.stop, table[i].stop);
	}
}

static void nothing_to_see(void **state)
{
	(void)state;
	struct terms_order order = an_order(), changed;
	struct terms_market market = a_market(), other;
	order.type = TERMS_STOP;
	order.stop = P("99");
	assert_int_equal(trigger_rules_look(&order, &market, 1).reason, TRIGGER_REACHED);
	changed = order;
	changed.triggered = true;
	assert_int_equal(
		trigger_rules_look(&changed, &market, 1).reason, TRIGGER_NO_STOP);
	changed = order;
	changed.type = TERMS_LIMIT;
	assert_int_equal(
		trigger_rules_look(&changed, &market, 1).reason, TRIGGER_NO_STOP);
	for (int status = 0; status < TERMS_STATUSES; status++) {
		bool works = status == TERMS_NEW || status == TERMS_ACCEPTED ||
			     status == TERMS_PENDING_NEW ||
			     status == TERMS_PARTIALLY_FILLED;
		changed = order;
		changed.status = (enum terms_status)status;
		assert_int_equal(trigger_rules_look(&changed, &market, 1).reason,
			works ? TRIGGER_REACHED : TRIGGER_NO_STOP);
	}
	other = market;
	other.open = false;
	other.extended = true;
	assert_int_equal(trigger_rules_look(&order, &other, 1).reason, TRIGGER_CLOSED);
	other = market;
	other.last = P("0");
	assert_int_equal(trigger_rules_look(&order, &other, 1).reason, TRIGGER_NO_TRADE);
	/* The range of a look without volume says nothing. */
	other = market;
	other.last = P("98");
	other.high = P("120");
	assert_int_equal(
		trigger_rules_look(&order, &other, 1).reason, TRIGGER_NOT_REACHED);
}

struct trailing {
	enum terms_side side;
	const char *trail_price;
	int64_t percent_e6;
	const char *mark, *stop, *low, *high, *last;
	enum trigger_reason reason;
	const char *new_mark, *new_stop, *at;
};

static const struct trailing trailings[] = {
	/* It begins. */
	{TERMS_SELL, "2", 0, "0", "0", "100", "100", "100", TRIGGER_NOT_REACHED, "100",
		"98", "0"},
	{TERMS_SELL, "0", 1500000, "0", "0", "100.01", "100.01", "100.01",
		TRIGGER_NOT_REACHED, "100.01", "98.5", "0"},
	{TERMS_BUY, "0", 1500000, "0", "0", "100.01", "100.01", "100.01",
		TRIGGER_NOT_REACHED, "100.01", "101.52", "0"},
	/* It follows, and never goes back. */
	{TERMS_SELL, "2", 0, "100", "98", "99", "103", "102.5", TRIGGER_NOT_REACHED,
		"103", "101", "0"},
	{TERMS_SELL, "2", 0, "103", "101", "101.01", "102", "102", TRIGGER_NOT_REACHED,
		"103", "101", "0"},
	{TERMS_BUY, "2", 0, "100", "102", "97", "101", "98", TRIGGER_NOT_REACHED, "97",
		"99", "0"},
	/* Where it stood it is reached by any trade, and then it stays there. */
	{TERMS_SELL, "2", 0, "100", "98", "98", "110", "109", TRIGGER_REACHED, "100",
		"98", "98"},
	{TERMS_BUY, "2", 0, "100", "102", "90", "103", "91", TRIGGER_REACHED, "100",
		"102", "103"},
	/* Where it has moved to only the last trade reaches it. */
	{TERMS_SELL, "2", 0, "100", "98", "99", "103", "101", TRIGGER_REACHED, "103",
		"101", "101"},
	{TERMS_SELL, "2", 0, "100", "98", "99", "103", "101.01", TRIGGER_NOT_REACHED,
		"103", "101", "0"},
	/* A trail longer than the price has no stop. */
	{TERMS_SELL, "200", 0, "0", "0", "100", "100", "100", TRIGGER_NOT_REACHED, "100",
		"0", "0"},
};

static void trailing_stops(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(trailings); i++) {
		const struct trailing *row = &trailings[i];
		struct terms_order order = an_order();
		struct terms_market market = a_market();
		order.type = TERMS_TRAILING_STOP;
		order.side = row->side;
		order.trail_price = P(row->trail_price);
		order.trail_percent_e6 = row->percent_e6;
		order.high_water = P(row->mark);
		order.stop = P(row->stop);
		market.low = P(row->low);
		market.high = P(row->high);
		market.last = P(row->last);
		market.volume = 100;
		struct trigger trigger = trigger_rules_look(&order, &market, 1);
		assert_int_equal(trigger.reason, row->reason);
		price_is(trigger.high_water, row->new_mark);
		price_is(trigger.stop, row->new_stop);
		price_is(trigger.at, row->at);
	}
}

/* Over any walk of prices the stop of who sells only rises, of who buys only falls. */
static void trails_one_way(void **state)
{
	(void)state;
	uint64_t chance = 11;
	for (int i = 0; i < 400; i++) {
		struct terms_order order = an_order();
		struct terms_market market = a_market();
		int64_t cents = 5000;
		order.type = TERMS_TRAILING_STOP;
		order.side = i % 2 ? TERMS_BUY : TERMS_SELL;
		order.trail_percent_e6 = 100000 * (1 + chance_below(&chance, 90));
		for (int step = 0; step < 100; step++) {
			struct price before = order.stop;
			cents += chance_below(&chance, 41) - 20;
			market.last = (struct price){cents * 10000};
			market.high.e6 = market.last.e6 + 10000;
			market.low.e6 = market.last.e6 - 10000;
			market.volume = chance_below(&chance, 2);
			struct trigger trigger = trigger_rules_look(&order, &market, 1);
			order.stop = trigger.stop;
			order.high_water = trigger.high_water;
			assert_true(
				before.e6 == 0 ||
				(order.side == TERMS_BUY ? order.stop.e6 <= before.e6
							 : order.stop.e6 >= before.e6));
			if (trigger.reason == TRIGGER_REACHED)
				break;
			assert_true(order.side == TERMS_BUY
					    ? market.last.e6 < order.stop.e6
					    : market.last.e6 > order.stop.e6);
		}
	}
}

static void limits(void **state)
{
	(void)state;
	static const struct {
		enum terms_type type;
		enum terms_side side;
		const char *stop, *limit, *kept;
	} table[] = {
		{TERMS_MARKET, TERMS_BUY, "0", "0", "0"},
		{TERMS_LIMIT, TERMS_BUY, "0", "99", "99"},
		{TERMS_STOP_LIMIT, TERMS_SELL, "100", "99", "99"},
		{TERMS_TRAILING_STOP, TERMS_BUY, "100", "0", "0"},
		{TERMS_STOP, TERMS_SELL, "100", "0", "0"},
		{TERMS_STOP, TERMS_BUY, "49.99", "0", "51.98"},
		{TERMS_STOP, TERMS_BUY, "50", "0", "51.25"},
		{TERMS_STOP, TERMS_BUY, "0.5", "0", "0.52"},
		{TERMS_STOP, TERMS_BUY, "0.5003", "0", "0.5203"},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct terms_order order = an_order();
		struct price limit;
		order.type = table[i].type;
		order.side = table[i].side;
		order.stop = P(table[i].stop);
		order.limit = P(table[i].limit);
		assert_true(trigger_rules_limit(&order, 1, &limit));
		price_is(limit, table[i].kept);
	}
	struct terms_order order = an_order();
	struct price kept = P("42");
	order.type = TERMS_STOP;
	order.stop.e6 = INT64_MAX;
	assert_false(trigger_rules_limit(&order, 1, &kept));
	price_is(kept, "42");
}

static void too_large(void **state)
{
	(void)state;
	struct terms_order order = an_order();
	struct terms_market market = a_market();
	order.type = TERMS_TRAILING_STOP;
	order.trail_price.e6 = INT64_MAX;
	struct trigger trigger = trigger_rules_look(&order, &market, 1);
	assert_int_equal(trigger.reason, TRIGGER_TOO_LARGE);
	price_is(trigger.high_water, "0");
}

/* Stops before others, then by time, then by number: a total order. */
static void order_of_orders(void **state)
{
	(void)state;
	struct terms_order orders[20];
	for (int i = 0; i < 20; i++) {
		orders[i] = an_order();
		orders[i].type = (enum terms_type)(i % 5);
		orders[i].submitted_us = i / 5 % 2;
		orders[i].number = i;
	}
	for (int i = 0; i < 20; i++) {
		for (int j = 0; j < 20; j++) {
			int ij = trigger_rules_compare(&orders[i], &orders[j]);
			int ji = trigger_rules_compare(&orders[j], &orders[i]);
			assert_true((ij < 0) == (ji > 0));
			assert_true((ij == 0) == (i == j));
			bool stops = orders[i].type >= TERMS_STOP;
			if (stops && orders[j].type < TERMS_STOP)
				assert_true(ij < 0);
			for (int k = 0; k < 20; k++) {
				int jk = trigger_rules_compare(&orders[j], &orders[k]);
				int ik = trigger_rules_compare(&orders[i], &orders[k]);
				assert_true(ij >= 0 || jk >= 0 || ik < 0);
			}
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_stops),
		cmocka_unit_test(nothing_to_see),
		cmocka_unit_test(trailing_stops),
		cmocka_unit_test(trails_one_way),
		cmocka_unit_test(limits),
		cmocka_unit_test(too_large),
		cmocka_unit_test(order_of_orders),
	};
	return cmocka_run_group_tests_name("trading/trigger", tests, NULL, NULL);
}
