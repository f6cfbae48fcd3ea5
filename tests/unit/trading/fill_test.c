/* Fills of what is marketable, case by case. */
#include "fills.h"

static void at_the_touch(void **state)
{
	(void)state;
	struct terms_order order = an_order();
	struct terms_market market = a_market();
	struct fill_decision decision = decide(TERMS_TOUCH, &order, &market, FILL_FRESH);
	filled_at(&decision, "100", "100.02", "10002");
	money_is(decision.story.slippage, "0");
	price_is(decision.story.touch, "100.02");
	price_is(decision.story.market.bid, "99.98");
	order.side = TERMS_SELL;
	order.quantity = Q("1000000.5");
	decision = decide(TERMS_TOUCH, &order, &market, FILL_FRESH);
	filled_at(&decision, "1000000.5", "99.98", "99980049.99");
	order.type = TERMS_LIMIT;
	order.limit = P("99.99");
	decision = decide(TERMS_TOUCH, &order, &market, FILL_FRESH);
	nothing(&decision, FILL_NOT_REACHED, FILL_RESTS);
	order.tif = TERMS_IOC;
	decision = decide(TERMS_TOUCH, &order, &market, FILL_FRESH);
	nothing(&decision, FILL_NOT_REACHED, FILL_CANCELS);
	order.limit = P("99.98");
	decision = decide(TERMS_TOUCH, &order, &market, FILL_FRESH);
	filled_at(&decision, "1000000.5", "99.98", "99980049.99");
}

static void off_tick_quotes(void **state)
{
	(void)state;
	struct terms_order order = an_order();
	struct terms_market market = a_market();
	market.ask = P("100.0201");
	market.bid = P("99.9899");
	struct fill_decision decision = decide(TERMS_TOUCH, &order, &market, FILL_FRESH);
	filled_at(&decision, "100", "100.03", "10003");
	order.side = TERMS_SELL;
	decision = decide(TERMS_TOUCH, &order, &market, FILL_FRESH);
	filled_at(&decision, "100", "99.98", "9998");
	market.bid = P("0.00004");
	decision = decide(TERMS_TOUCH, &order, &market, FILL_FRESH);
	nothing(&decision, FILL_NO_QUOTE, FILL_RESTS);
}

static void hindered(void **state)
{
	(void)state;
	for (int kind = 0; kind < 2; kind++) {
		enum terms_fill_model model = kind ? TERMS_TOUCH : TERMS_REALISTIC;
		struct terms_order order = an_order(), changed;
		struct terms_market market = a_market(), other = market;
		struct fill_decision decision;
		other.bid = P("100.03");
		decision = decide(model, &order, &other, FILL_FRESH);
		nothing(&decision, FILL_CROSSED, FILL_RESTS);
		other = market;
		other.ask = P("0");
		decision = decide(model, &order, &other, FILL_FRESH);
		nothing(&decision, FILL_NO_QUOTE, FILL_RESTS);
		other = market;
		other.time_us = NOW_US - 5000001;
		decision = decide(model, &order, &other, FILL_FRESH);
		nothing(&decision, FILL_STALE, FILL_RESTS);
		other.time_us = NOW_US - 5000000;
		decision = decide(model, &order, &other, FILL_FRESH);
		assert_int_equal(decision.reason, FILL_WHOLE);
		other.time_us = INT64_MIN;
		decision = decide(model, &order, &other, FILL_FRESH);
		nothing(&decision, FILL_STALE, FILL_RESTS);
		changed = order;
		changed.status = TERMS_HELD;
		decision = decide(model, &changed, &market, FILL_FRESH);
		nothing(&decision, FILL_NOT_OPEN, FILL_NOTHING_RESTS);
		changed = order;
		changed.filled = changed.quantity;
		decision = decide(model, &changed, &market, FILL_FRESH);
		nothing(&decision, FILL_NOT_OPEN, FILL_NOTHING_RESTS);
		changed = order;
		changed.type = TERMS_STOP;
		changed.stop = P("101");
		decision = decide(model, &changed, &market, FILL_FRESH);
		nothing(&decision, FILL_NOT_TRIGGERED, FILL_RESTS);
		other = market;
		other.ask.e6 = INT64_MAX;
		other.bid = P("0");
		decision = decide(model, &order, &other, FILL_FRESH);
		nothing(&decision, FILL_TOO_LARGE, FILL_CANCELS);
	}
}

static void hours(void **state)
{
	(void)state;
	struct terms_order order = an_order();
	struct terms_market market = a_market();
	market.open = false;
	struct fill_decision decision = decide(TERMS_TOUCH, &order, &market, FILL_FRESH);
	nothing(&decision, FILL_MARKET_CLOSED, FILL_RESTS);
	market.extended = true;
	order.extended_hours = true;
	decision = decide(TERMS_TOUCH, &order, &market, FILL_FRESH);
	nothing(&decision, FILL_MARKET_CLOSED, FILL_RESTS);
	order.type = TERMS_LIMIT;
	order.limit = P("101");
	decision = decide(TERMS_TOUCH, &order, &market, FILL_FRESH);
	filled_at(&decision, "100", "100.02", "10002");
	order.extended_hours = false;
	decision = decide(TERMS_TOUCH, &order, &market, FILL_FRESH);
	nothing(&decision, FILL_MARKET_CLOSED, FILL_RESTS);
}

/* What is displayed is taken at the touch, the rest from behind it. */
static void walks(void **state)
{
	(void)state;
	struct terms_order order = an_order();
	struct terms_market market = a_market();
	struct fill_decision decision =
		decide(TERMS_REALISTIC, &order, &market, FILL_FRESH);
	filled_at(&decision, "100", "100.02", "10002");
	order.quantity = Q("300");
	decision = decide(TERMS_REALISTIC, &order, &market, FILL_FRESH);
	filled_at(&decision, "300", "100.02", "30006");
	order.quantity = Q("300.25");
	decision = decide(TERMS_REALISTIC, &order, &market, FILL_FRESH);
	assert_int_equal(decision.reason, FILL_WHOLE);
	assert_int_equal(decision.count, 2);
	quantity_is(decision.fills[0].quantity, "300");
	quantity_is(decision.fills[1].quantity, "0.25");
	assert_true(decision.fills[1].price.e6 > P("100.02").e6);
	assert_int_equal(decision.fills[1].level, 1);
	assert_true(money_sign(decision.fills[1].slippage) > 0);
	order.type = TERMS_LIMIT;
	order.limit = P("100.02");
	decision = decide(TERMS_REALISTIC, &order, &market, FILL_FRESH);
	assert_int_equal(decision.reason, FILL_LIMIT);
	assert_int_equal(decision.rest, FILL_RESTS);
	quantity_is(decision.filled, "300");
	order.tif = TERMS_IOC;
	decision = decide(TERMS_REALISTIC, &order, &market, FILL_FRESH);
	assert_int_equal(decision.rest, FILL_CANCELS);
	quantity_is(decision.filled, "300");
	order.tif = TERMS_FOK;
	decision = decide(TERMS_REALISTIC, &order, &market, FILL_FRESH);
	nothing(&decision, FILL_NOT_AT_ONCE, FILL_CANCELS);
	market.ask_size = Q("0.9");
	order.tif = TERMS_DAY;
	decision = decide(TERMS_REALISTIC, &order, &market, FILL_FRESH);
	nothing(&decision, FILL_NO_SIZE, FILL_RESTS);
}

/* A huge order takes all levels, and later no more than its share of the volume. */
static void huge(void **state)
{
	(void)state;
	struct terms_order order = an_order();
	struct terms_market market = a_market();
	order.quantity = Q("1000000");
	struct fill_decision decision =
		decide(TERMS_REALISTIC, &order, &market, FILL_FRESH);
	assert_int_equal(decision.reason, FILL_DEPTH);
	assert_int_equal(decision.count, FILL_MOST);
	assert_int_equal(decision.story.levels, FILL_MOST);
	market.volume = 1000;
	decision = decide(TERMS_REALISTIC, &order, &market, FILL_LOOK);
	assert_int_equal(decision.reason, FILL_SHARE);
	assert_int_equal(decision.rest, FILL_RESTS);
	quantity_is(decision.filled, "100");
	assert_int_equal(decision.story.allowed, 100);
	assert_int_equal(decision.story.counted, 1000);
	market.volume = 0;
	decision = decide(TERMS_REALISTIC, &order, &market, FILL_LOOK);
	nothing(&decision, FILL_SHARE, FILL_RESTS);
	/* Where little trades in a day, even a fresh one gets a share of that. */
	market.day_volume = 5000;
	decision = decide(TERMS_REALISTIC, &order, &market, FILL_FRESH);
	assert_int_equal(decision.reason, FILL_SHARE);
	quantity_is(decision.filled, "500");
	market.day_volume = 50;
	decision = decide(TERMS_REALISTIC, &order, &market, FILL_FRESH);
	quantity_is(decision.filled, "300");
}

static void contracts(void **state)
{
	(void)state;
	struct fill_model model = a_model(TERMS_TOUCH);
	struct terms_order order = an_order();
	struct terms_market market = a_market();
	struct fill_decision decision;
	model.multiplier = 100;
	market.bid = P("0");
	market.ask = P("0.05");
	order.quantity = Q("3");
	fill_rules_decide(&model, &order, &market, FILL_FRESH, NOW_US, &decision);
	filled_at(&decision, "3", "0.05", "15");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(at_the_touch),
		cmocka_unit_test(off_tick_quotes),
		cmocka_unit_test(hindered),
		cmocka_unit_test(hours),
		cmocka_unit_test(walks),
		cmocka_unit_test(huge),
		cmocka_unit_test(contracts),
	};
	return cmocka_run_group_tests_name("trading/fill", tests, NULL, NULL);
}
