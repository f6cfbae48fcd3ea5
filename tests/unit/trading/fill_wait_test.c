/* Fills of what has waited: limits, stops, prints; and notionals. */
#include "fills.h"

/* Between looks a limit is served by trades through it. */
static void touch_between_looks(void **state)
{
	(void)state;
	struct terms_order order = an_order();
	struct terms_market market = a_market();
	order.type = TERMS_LIMIT;
	order.limit = P("99.9");
	market.volume = 10;
	market.low = P("99.9");
	struct fill_decision decision = decide(TERMS_TOUCH, &order, &market, FILL_LOOK);
	nothing(&decision, FILL_NOT_REACHED, FILL_RESTS);
	market.low = P("99.89");
	decision = decide(TERMS_TOUCH, &order, &market, FILL_LOOK);
	filled_at(&decision, "100", "99.9", "9990");
	money_is(decision.story.slippage, "-12");
	decision = decide(TERMS_TOUCH, &order, &market, FILL_FRESH);
	nothing(&decision, FILL_NOT_REACHED, FILL_RESTS);
}

static void queues(void **state)
{
	(void)state;
	struct terms_order order = an_order();
	struct terms_market market = a_market();
	order.type = TERMS_LIMIT;
	order.limit = P("99.98");
	struct fill_decision decision =
		decide(TERMS_REALISTIC, &order, &market, FILL_FRESH);
	nothing(&decision, FILL_NOT_REACHED, FILL_RESTS);
	quantity_is(decision.ahead, "300");
	order.ahead = decision.ahead;
	market.volume = 200;
	market.high = market.low = P("99.98");
	decision = decide(TERMS_REALISTIC, &order, &market, FILL_LOOK);
	nothing(&decision, FILL_QUEUED, FILL_RESTS);
	quantity_is(decision.ahead, "100");
	quantity_is(decision.story.ahead_before, "300");
	order.ahead = decision.ahead;
	market.volume = 600;
	decision = decide(TERMS_REALISTIC, &order, &market, FILL_LOOK);
	assert_int_equal(decision.reason, FILL_SHARE);
	quantity_is(decision.filled, "50");
	quantity_is(decision.ahead, "0");
	assert_int_equal(decision.story.counted, 500);
	assert_int_equal(decision.fills[0].way, FILL_FROM_QUEUE);
	price_is(decision.fills[0].price, "99.98");
	/* Through the limit, ahead counts no more. */
	order.ahead = Q("100000");
	market.high = P("99.98");
	market.low = P("99.97");
	market.volume = 1000;
	decision = decide(TERMS_REALISTIC, &order, &market, FILL_LOOK);
	filled_at(&decision, "100", "99.98", "9998");
	/* A gap through it fills where the market traded. */
	market.bid = P("95");
	market.ask = P("95.02");
	market.low = P("94");
	market.high = P("95.5");
	decision = decide(TERMS_REALISTIC, &order, &market, FILL_LOOK);
	filled_at(&decision, "100", "95.5", "9550");
	market.ask = P("96");
	decision = decide(TERMS_REALISTIC, &order, &market, FILL_LOOK);
	filled_at(&decision, "100", "96", "9600");
	market.ask = P("102");
	decision = decide(TERMS_REALISTIC, &order, &market, FILL_LOOK);
	filled_at(&decision, "100", "99.98", "9998");
}

struct stopped {
	enum terms_side side;
	enum terms_type type;
	const char *stop, *limit, *bid, *ask, *price; /* NULL: it rests */
};

/* Just triggered: the worse of stop and touch, but never beyond the limit. */
static const struct stopped stops[] = {
	{TERMS_SELL, TERMS_STOP, "95", "0", "94.5", "94.6", "94.5"},
	{TERMS_SELL, TERMS_STOP, "95", "0", "97", "97.1", "95"},
	{TERMS_SELL, TERMS_STOP, "95", "0", "60", "60.1", "60"},
	{TERMS_BUY, TERMS_STOP, "105", "0", "105.9", "106", "106"},
	{TERMS_BUY, TERMS_STOP, "105", "0", "100", "100.1", "105"},
	{TERMS_BUY, TERMS_STOP, "105", "0", "109", "109.1", NULL},
	{TERMS_SELL, TERMS_STOP_LIMIT, "95", "94", "94.5", "94.6", "94.5"},
	{TERMS_SELL, TERMS_STOP_LIMIT, "95", "94", "93.9", "94", NULL},
	{TERMS_SELL, TERMS_STOP_LIMIT, "95", "96", "97", "97.1", "96"},
	{TERMS_SELL, TERMS_TRAILING_STOP, "95", "0", "94.5", "94.6", "94.5"},
};

static void triggered(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(stops); i++) {
		struct terms_order order = an_order();
		struct terms_market market = a_market();
		order.side = stops[i].side;
		order.type = stops[i].type;
		order.stop = P(stops[i].stop);
		order.limit = P(stops[i].limit);
		order.triggered = true;
		market.bid = P(stops[i].bid);
		market.ask = P(stops[i].ask);
		for (int kind = 0; kind < 2; kind++) {
			struct fill_decision decision =
				decide(kind ? TERMS_TOUCH : TERMS_REALISTIC, &order,
					&market, FILL_FRESH);
			if (stops[i].price == NULL) {
				nothing(&decision, FILL_NOT_REACHED, FILL_RESTS);
				continue;
			}
			assert_int_equal(decision.reason, FILL_WHOLE);
			price_is(decision.fills[0].price, stops[i].price);
		}
	}
}

static void prints(void **state)
{
	(void)state;
	struct terms_order order = an_order();
	struct terms_market market = a_market();
	market.open = false;
	market.volume = 5000;
	market.last = P("99.5");
	order.tif = TERMS_OPG;
	struct fill_decision decision =
		decide(TERMS_REALISTIC, &order, &market, FILL_OPENING);
	filled_at(&decision, "100", "99.5", "9950");
	assert_int_equal(decision.fills[0].way, FILL_AT_PRINT);
	decision = decide(TERMS_REALISTIC, &order, &market, FILL_CLOSING);
	nothing(&decision, FILL_OTHER_MOMENT, FILL_RESTS);
	decision = decide(TERMS_REALISTIC, &order, &market, FILL_FRESH);
	nothing(&decision, FILL_OTHER_MOMENT, FILL_RESTS);
	order.tif = TERMS_CLS;
	order.quantity = Q("600");
	decision = decide(TERMS_REALISTIC, &order, &market, FILL_CLOSING);
	quantity_is(decision.filled, "500");
	assert_int_equal(decision.reason, FILL_SHARE);
	assert_int_equal(decision.rest, FILL_CANCELS);
	decision = decide(TERMS_TOUCH, &order, &market, FILL_CLOSING);
	filled_at(&decision, "600", "99.5", "59700");
	order.type = TERMS_LIMIT;
	order.limit = P("99.49");
	decision = decide(TERMS_TOUCH, &order, &market, FILL_CLOSING);
	nothing(&decision, FILL_NOT_REACHED, FILL_CANCELS);
	order.tif = TERMS_DAY;
	decision = decide(TERMS_TOUCH, &order, &market, FILL_CLOSING);
	nothing(&decision, FILL_OTHER_MOMENT, FILL_RESTS);
}

static void notionals(void **state)
{
	(void)state;
	struct terms_order order = an_order();
	struct terms_market market = a_market();
	order.has_quantity = false;
	order.quantity = Q("0");
	order.notional = M("1000");
	struct fill_decision decision =
		decide(TERMS_REALISTIC, &order, &market, FILL_FRESH);
	filled_at(&decision, "9.998000399", "100.02", "1000");
	order.side = TERMS_SELL;
	decision = decide(TERMS_TOUCH, &order, &market, FILL_FRESH);
	filled_at(&decision, "10.0020004", "99.98", "1000");
	/* Over several levels, each at its own price. */
	order.side = TERMS_BUY;
	order.notional = M("31000");
	decision = decide(TERMS_REALISTIC, &order, &market, FILL_FRESH);
	assert_int_equal(decision.reason, FILL_WHOLE);
	assert_int_equal(decision.count, 2);
	quantity_is(decision.fills[0].quantity, "300");
	assert_true(decision.value.e6 <= M("31000").e6);
	assert_true(decision.value.e6 > M("30999.999").e6);
	market.ask = P("5000000000");
	order.notional = M("1");
	decision = decide(TERMS_TOUCH, &order, &market, FILL_FRESH);
	nothing(&decision, FILL_TOO_LITTLE, FILL_CANCELS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(touch_between_looks),
		cmocka_unit_test(queues),
		cmocka_unit_test(triggered),
		cmocka_unit_test(prints),
		cmocka_unit_test(notionals),
	};
	return cmocka_run_group_tests_name("trading/fill_wait", tests, NULL, NULL);
}
