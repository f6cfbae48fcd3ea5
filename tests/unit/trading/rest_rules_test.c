/* What comes next for an order that rests. */
#include "trade.h"

#include "trading/rest_rules.h"

static const int64_t HOUR_US = INT64_C(3600) * 1000000;
static const int64_t MINUTE_US = INT64_C(60) * 1000000;

/* A session from 10 to 17 o'clock of the first day, with extended hours from 5 to 20. */
static const struct life_hours hours = {.has_today = true,
	.today = {5 * INT64_C(3600000000), 10 * INT64_C(3600000000),
		17 * INT64_C(3600000000), 20 * INT64_C(3600000000)}};

static struct rest_view a_view(void)
{
	return (struct rest_view){.model = {.kind = TERMS_TOUCH,
					  .share_bp = FILL_SHARE_BP,
					  .multiplier = 1},
		.market = a_market(),
		.hours = &hours,
		.seen_us = 12 * HOUR_US,
		.now_us = 12 * HOUR_US,
		.tradable = true};
}

static struct terms_order a_limit(const char *limit)
{
	struct terms_order order = an_order();
	order.type = TERMS_LIMIT;
	order.limit = P(limit);
	order.expires_us = 17 * HOUR_US;
	return order;
}

static enum rest_step next(const struct terms_order *order, const struct rest_view *view)
{
	struct rest_change change;
	return rest_rules_next(order, false, view, &change);
}

static void limits(void **state)
{
	(void)state;
	static const struct {
		enum terms_side side;
		const char *limit, *low, *high;
		int64_t volume;
		enum rest_step step;
	} table[] = {
		{TERMS_BUY, "99", "100", "100", 10, REST_WAITS},
		{TERMS_BUY, "99", "99", "100", 10, REST_WAITS},
		{TERMS_BUY, "99", "98.99", "100", 10, REST_FILLS},
		{TERMS_BUY, "99", "98.99", "100", 0, REST_WAITS},
		{TERMS_BUY, "100.02", "100", "100", 0, REST_FILLS},
		{TERMS_SELL, "101", "100", "101", 10, REST_WAITS},
		{TERMS_SELL, "101", "100", "101.01", 10, REST_FILLS},
		{TERMS_SELL, "99.98", "100", "100", 0, REST_FILLS},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct terms_order order = a_limit(table[i].limit);
		struct rest_view view = a_view();
		order.side = table[i].side;
		view.market.low = P(table[i].low);
		view.market.high = P(table[i].high);
		view.market.volume = table[i].volume;
		assert_int_equal(next(&order, &view), table[i].step);
		view.looked = true;
		assert_int_equal(next(&order, &view), REST_WAITS);
		view.looked = false;
		view.tradable = false;
		assert_int_equal(next(&order, &view), REST_WAITS);
	}
}

/* What is traded at its price serves the queue before it: nothing to write at once. */
static void queue_moves(void **state)
{
	(void)state;
	struct terms_order order = a_limit("99.5");
	struct rest_view view = a_view();
	struct rest_change change;
	order.ahead = Q("500");
	view.model.kind = TERMS_REALISTIC;
	view.market.low = P("99.5");
	view.market.high = P("99.5");
	view.market.volume = 200;
	assert_int_equal(rest_rules_next(&order, false, &view, &change), REST_MOVES);
	quantity_is(change.ahead, "300");
	view.market.volume = 10000;
	assert_int_equal(rest_rules_next(&order, false, &view, &change), REST_FILLS);
	assert_int_equal(change.moment, FILL_LOOK);
}

static void stops(void **state)
{
	(void)state;
	struct terms_order order = an_order();
	struct rest_view view = a_view();
	struct rest_change change;
	order.type = TERMS_STOP;
	order.side = TERMS_SELL;
	order.stop = P("99");
	assert_int_equal(next(&order, &view), REST_WAITS);
	view.market.last = view.market.low = P("98.5");
	view.market.volume = 5;
	assert_int_equal(next(&order, &view), REST_TRIGGERS);
	order.triggered = true;
	view.fresh = true;
	assert_int_equal(rest_rules_next(&order, false, &view, &change), REST_FILLS);
	assert_int_equal(change.moment, FILL_FRESH);
	/* Held beside a take-profit it is watched, else not. */
	order.triggered = view.fresh = false;
	order.status = TERMS_HELD;
	assert_int_equal(rest_rules_next(&order, false, &view, &change), REST_WAITS);
	assert_int_equal(rest_rules_next(&order, true, &view, &change), REST_TRIGGERS);
}

static void trails(void **state)
{
	(void)state;
	struct terms_order order = an_order();
	struct rest_view view = a_view();
	struct rest_change change;
	order.type = TERMS_TRAILING_STOP;
	order.side = TERMS_SELL;
	order.trail_price = P("2");
	order.high_water = P("100");
	order.stop = P("98");
	assert_int_equal(next(&order, &view), REST_WAITS);
	view.market.high = view.market.last = P("103");
	view.market.volume = 5;
	assert_int_equal(rest_rules_next(&order, false, &view, &change), REST_MOVES);
	price_is(change.high_water, "103");
	price_is(change.stop, "101");
	view.market.low = view.market.last = P("97");
	assert_int_equal(next(&order, &view), REST_TRIGGERS);
}

static void ends(void **state)
{
	(void)state;
	struct terms_order order = a_limit("99");
	struct rest_view view = a_view();
	view.now_us = 17 * HOUR_US;
	assert_int_equal(next(&order, &view), REST_ENDS);
	/* What was traded until then comes first. */
	view.market.low = P("98");
	view.market.volume = 10;
	assert_int_equal(next(&order, &view), REST_FILLS);
	view.looked = true;
	assert_int_equal(next(&order, &view), REST_ENDS);
	view.now_us--;
	assert_int_equal(next(&order, &view), REST_WAITS);
	order.expires_us = 0;
	view.now_us = 18 * HOUR_US;
	assert_int_equal(next(&order, &view), REST_WAITS);
	for (int status = 0; status < TERMS_STATUSES; status++) {
		order.status = (enum terms_status)status;
		order.expires_us = 1;
		if (!life_rules_is_open(order.status) || status == TERMS_HELD)
			assert_int_equal(next(&order, &view), REST_WAITS);
	}
}

static void waits_for_hours(void **state)
{
	(void)state;
	static const struct {
		enum terms_tif tif;
		bool extended;
		int64_t hour, expires;
		enum rest_step step;
	} table[] = {
		{TERMS_DAY, false, 9, 17, REST_WAITS},
		{TERMS_DAY, false, 10, 17, REST_OPENS},
		{TERMS_DAY, false, 17, 17, REST_ENDS},
		{TERMS_DAY, true, 5, 20, REST_OPENS},
		{TERMS_DAY, true, 4, 20, REST_WAITS},
		{TERMS_GTC, false, 12, 2000, REST_OPENS},
		{TERMS_GTC, false, 18, 2000, REST_WAITS},
		/* These begin and end with one instant, and are late within its session.
		 */
		{TERMS_IOC, false, 9, 10, REST_WAITS},
		{TERMS_IOC, false, 10, 10, REST_OPENS},
		{TERMS_FOK, false, 11, 10, REST_OPENS},
		{TERMS_FOK, false, 11, 2, REST_ENDS},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct terms_order order = a_limit("99");
		struct rest_view view = a_view();
		order.status = TERMS_ACCEPTED;
		order.tif = table[i].tif;
		order.extended_hours = table[i].extended;
		order.expires_us = table[i].expires * HOUR_US;
		view.now_us = view.seen_us = table[i].hour * HOUR_US;
		assert_int_equal(next(&order, &view), table[i].step);
		if (table[i].step != REST_OPENS)
			continue;
		/* Not before there is a quote of those hours. */
		view.seen_us = 4 * HOUR_US;
		assert_int_equal(next(&order, &view), REST_WAITS);
		view = a_view();
		view.now_us = view.seen_us = table[i].hour * HOUR_US;
		view.tradable = false;
		assert_int_equal(next(&order, &view), REST_WAITS);
	}
}

static void auctions(void **state)
{
	(void)state;
	for (int closing = 0; closing < 2; closing++) {
		struct terms_order order = an_order();
		struct rest_view view = a_view();
		struct rest_change change;
		int64_t at_us = closing ? hours.today.close_us : hours.today.open_us;
		order.status = TERMS_ACCEPTED;
		order.tif = closing ? TERMS_CLS : TERMS_OPG;
		order.expires_us = at_us;
		view.now_us = view.seen_us = at_us - 1;
		assert_int_equal(next(&order, &view), REST_WAITS);
		view.now_us = view.seen_us = at_us;
		assert_int_equal(next(&order, &view), REST_WAITS);
		view.prints[2] = (struct rest_print){at_us, P("101.5")};
		assert_int_equal(
			rest_rules_next(&order, false, &view, &change), REST_FILLS);
		assert_int_equal(change.moment, closing ? FILL_CLOSING : FILL_OPENING);
		price_is(change.market.last, "101.5");
		assert_int_equal(change.market.volume, closing ? 800000 : 200000);
		/* A print that never comes is not waited for for ever. */
		view.prints[2].at_us--;
		view.now_us = view.seen_us = at_us + 5 * MINUTE_US;
		assert_int_equal(next(&order, &view), REST_WAITS);
		view.seen_us++;
		assert_int_equal(next(&order, &view), REST_ENDS);
		view.seen_us = at_us - 1;
		view.now_us = at_us + 12 * HOUR_US;
		assert_int_equal(next(&order, &view), REST_WAITS);
		view.now_us++;
		assert_int_equal(next(&order, &view), REST_ENDS);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(limits),
		cmocka_unit_test(queue_moves),
		cmocka_unit_test(stops),
		cmocka_unit_test(trails),
		cmocka_unit_test(ends),
		cmocka_unit_test(waits_for_hours),
		cmocka_unit_test(auctions),
	};
	return cmocka_run_group_tests_name("trading/rest_rules", tests, NULL, NULL);
}
