/* What holds of every fill: all small cases, and random ones of any size. */
#include "fills.h"

#include "trading/tick_rules.h"
#include "trading/trigger_rules.h"

static const int64_t SHARE_E9 = 1000000000;

static struct quantity left_of(const struct terms_order *order)
{
	struct quantity left;
	assert_true(quantity_sub(order->quantity, order->filled, &left));
	return left;
}

static void sums_hold(
	const struct fill_model *model, const struct fill_decision *decision)
{
	struct quantity filled = {0};
	struct money value = {0}, slippage = {0}, one;
	for (int i = 0; i < decision->count; i++) {
		const struct fill *fill = &decision->fills[i];
		assert_true(fill->quantity.e9 > 0 && fill->price.e6 > 0);
		assert_true(fill_rules_value(
			fill->price, fill->quantity, model->multiplier, &one));
		assert_int_equal(one.e6, fill->value.e6);
		assert_true(quantity_add(filled, fill->quantity, &filled));
		assert_true(money_add(value, fill->value, &value));
		assert_true(money_add(slippage, fill->slippage, &slippage));
		/* A broken share goes with the last whole one only. */
		assert_true(fill->quantity.e9 % SHARE_E9 == 0 ||
			    (i == decision->count - 1 && decision->reason == FILL_WHOLE));
	}
	assert_int_equal(filled.e9, decision->filled.e9);
	assert_int_equal(value.e6, decision->value.e6);
	assert_int_equal(slippage.e6, decision->story.slippage.e6);
	assert_int_equal(decision->story.levels, decision->count);
}

static void prices_hold(const struct fill_model *model, const struct terms_order *order,
	enum fill_moment moment, const struct fill_decision *decision)
{
	struct price limit;
	assert_true(trigger_rules_limit(order, model->multiplier, &limit));
	for (int i = 0; i < decision->count; i++) {
		struct price price = decision->fills[i].price;
		int64_t tick = tick_rules_size(price, model->multiplier).e6;
		assert_true(price.e6 % tick == 0 || price.e6 == limit.e6);
		assert_true(limit.e6 == 0 ||
			    tick_rules_compare(order->side, price, limit) <= 0);
		assert_true(moment == FILL_LOOK || tick_rules_compare(order->side, price,
							   decision->story.touch) >= 0);
		if (i > 0)
			assert_true(tick_rules_compare(order->side, price,
					    decision->fills[i - 1].price) > 0);
	}
}

static void amounts_hold(const struct terms_order *order,
	const struct terms_market *market, enum fill_moment moment,
	const struct fill_decision *decision)
{
	bool whole = decision->reason == FILL_WHOLE;
	if (order->has_quantity) {
		int64_t left = left_of(order).e9;
		assert_true(decision->filled.e9 <= left || decision->filled.e9 == 0);
		assert_true(whole == (decision->filled.e9 == left && left > 0));
	} else {
		assert_true(decision->value.e6 <= order->notional.e6);
	}
	if (decision->story.model == TERMS_REALISTIC && moment != FILL_FRESH) {
		int64_t shares = decision->filled.e9 / SHARE_E9;
		int64_t most = (market->volume + 9) / 10;
		assert_true(shares <= (market->volume > 0 ? most : 0));
		assert_true(decision->ahead.e9 <= order->ahead.e9);
	}
	assert_true(decision->ahead.e9 >= 0);
}

static void rest_holds(
	const struct terms_order *order, const struct fill_decision *decision)
{
	bool at_once = order->tif == TERMS_IOC || order->tif == TERMS_FOK;
	assert_true(decision->rest != FILL_NOTHING_RESTS ||
		    decision->reason == FILL_WHOLE || decision->reason == FILL_NOT_OPEN);
	assert_true(!at_once || decision->rest != FILL_RESTS);
	assert_true(order->tif != TERMS_FOK || decision->count == 0 ||
		    decision->reason == FILL_WHOLE);
}

static uint64_t digest(const struct fill_decision *decision)
{
	uint64_t hash = (uint64_t)decision->reason * 16 + (uint64_t)decision->rest;
	for (int i = 0; i < decision->count; i++) {
		hash = depth_rules_mix(hash, (uint64_t)decision->fills[i].quantity.e9);
		hash = depth_rules_mix(hash, (uint64_t)decision->fills[i].price.e6);
		hash = depth_rules_mix(hash, (uint64_t)decision->fills[i].slippage.e6);
	}
	hash = depth_rules_mix(hash, (uint64_t)decision->story.allowed);
	return depth_rules_mix(hash, (uint64_t)decision->ahead.e9);
}

static struct fill_decision check(const struct fill_model *model,
	const struct terms_order *order, const struct terms_market *market,
	enum fill_moment moment)
{
	struct fill_decision decision, again;
	fill_rules_decide(model, order, market, moment, NOW_US, &decision);
	fill_rules_decide(model, order, market, moment, NOW_US, &again);
	assert_int_equal(digest(&decision), digest(&again));
	sums_hold(model, &decision);
	rest_holds(order, &decision);
	if (decision.reason == FILL_TOO_LARGE) {
		assert_int_equal(decision.count, 0);
		return decision;
	}
	amounts_hold(order, market, moment, &decision);
	if (decision.count > 0)
		prices_hold(model, order, moment, &decision);
	return decision;
}

/* All of a market of few cents and few shares. */
static void small_market(const struct fill_model *model, struct terms_order *order)
{
	static const char *prices[] = {"0", "1", "1.01", "1.02"};
	struct terms_market market = a_market();
	for (int i = 0; i < 256; i++) {
		market.bid = P(prices[i & 3]);
		market.ask = P(prices[i >> 2 & 3]);
		market.low = P(prices[i >> 4 & 3]);
		market.high = P(prices[i >> 6 & 3]);
		for (int amount = 0; amount < 9; amount++) {
			market.last = market.high;
			market.ask_size.e9 = market.bid_size.e9 = amount % 3 * SHARE_E9;
			market.volume = amount / 3 * 15;
			market.day_volume = amount / 3 * 20;
			for (int moment = 0; moment < 3; moment++)
				check(model, order, &market, (enum fill_moment)moment);
		}
	}
}

static void small_cases(void **state)
{
	(void)state;
	static const char *quantities[] = {"0.5", "1", "2", "2.5"};
	static const char *limits[] = {"1", "1.01"};
	for (int i = 0; i < 2 * 2 * 3 * 4 * 2 * 2; i++) {
		struct terms_order order = an_order();
		struct fill_model model = a_model(i & 1 ? TERMS_TOUCH : TERMS_REALISTIC);
		order.side = i & 2 ? TERMS_BUY : TERMS_SELL;
		order.type = (enum terms_type)(i >> 2) % 3;
		order.quantity = Q(quantities[(i / 12) % 4]);
		order.limit = P(limits[(i / 48) % 2]);
		order.stop = P("1.01");
		order.triggered = true;
		order.tif = i / 96 == 0 ? TERMS_DAY : TERMS_FOK;
		order.ahead = Q("3");
		small_market(&model, &order);
	}
}

static int64_t any_size(uint64_t *chance)
{
	return (int64_t)(chance_bits(chance) >> (1 + chance_below(chance, 62)));
}

static struct price any_price(uint64_t *chance, int64_t near_e6)
{
	int64_t roll = chance_below(chance, 20);
	if (roll == 0)
		return (struct price){any_size(chance)};
	return (struct price){near_e6 + (chance_below(chance, 41) - 20) * 10000};
}

static struct terms_market any_market(uint64_t *chance, int64_t near_e6)
{
	struct terms_market market = a_market();
	market.bid = any_price(chance, near_e6 - 100000);
	market.ask = any_price(chance, near_e6 + 100000);
	market.low = any_price(chance, near_e6 - 100000);
	market.high = any_price(chance, near_e6 + 100000);
	market.last = any_price(chance, near_e6);
	market.bid_size.e9 = any_size(chance);
	market.ask_size.e9 = any_size(chance);
	market.volume = any_size(chance);
	market.day_volume = any_size(chance);
	return market;
}

static struct terms_order any_order(uint64_t *chance, int64_t near_e6)
{
	struct terms_order order = an_order();
	order.side = chance_below(chance, 2) ? TERMS_BUY : TERMS_SELL;
	order.type = (enum terms_type)chance_below(chance, 5);
	order.tif = (enum terms_tif)chance_below(chance, 6);
	order.triggered = chance_below(chance, 4) > 0;
	order.limit = any_price(chance, near_e6);
	order.stop = any_price(chance, near_e6);
	order.limit.e6 -= order.limit.e6 % 10000;
	order.stop.e6 -= order.stop.e6 % 10000;
	order.quantity.e9 = 1 + any_size(chance) % (INT64_MAX - 1);
	order.ahead.e9 = any_size(chance);
	order.number = any_size(chance);
	if (chance_below(chance, 4) == 0) {
		order.has_quantity = false;
		order.quantity.e9 = 0;
		order.notional.e6 = 1000000 + any_size(chance) / 2;
	} else if (chance_below(chance, 4) == 0) {
		order.filled.e9 = order.quantity.e9 / 2;
	}
	return order;
}

static void any_case(void **state)
{
	(void)state;
	uint64_t chance = 20240229;
	int64_t filled = 0;
	for (int i = 0; i < 200000; i++) {
		int64_t near_e6 = i % 10 == 0 ? 1000000 : 50000000;
		struct terms_order order = any_order(&chance, near_e6);
		struct terms_market market = any_market(&chance, near_e6);
		struct fill_model model = a_model(i & 1 ? TERMS_TOUCH : TERMS_REALISTIC);
		model.multiplier = i % 7 == 0 ? 100 : 1;
		model.seed = (uint64_t)i;
		struct fill_decision decision = check(&model, &order, &market,
			(enum fill_moment)chance_below(&chance, 4));
		filled += decision.count > 0;
	}
	/* The cases are no empty ones. */
	assert_true(filled > 20000);
}

/* Looked at every second, thin trading still gives its tenth in the end. */
static void thin_trading_fills(void **state)
{
	(void)state;
	struct fill_model model = a_model(TERMS_REALISTIC);
	struct terms_order order = an_order();
	struct terms_market market = a_market();
	int64_t filled = 0;
	order.quantity = Q("1000000");
	market.volume = 3;
	for (int second = 0; second < 10000; second++) {
		market.time_us = NOW_US + second * INT64_C(1000000);
		filled += check(&model, &order, &market, FILL_LOOK).filled.e9 / SHARE_E9;
	}
	assert_in_range(filled, 2800, 3200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(small_cases),
		cmocka_unit_test(any_case),
		cmocka_unit_test(thin_trading_fills),
	};
	return cmocka_run_group_tests_name("trading/fill_property", tests, NULL, NULL);
}
