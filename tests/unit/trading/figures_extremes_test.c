/*
 * What accounts and positions are worth, and what orders take, of amounts of any size:
 * what does not fit is refused and leaves what it was given, what fits is consistent, and
 * nothing overflows unseen (the sanitizers watch).
 */
#include "trade.h"

#include "trading/curve_rules.h"
#include "trading/fill_rules.h"
#include "trading/margin_rules.h"
#include "trading/position_rules.h"
#include "trading/rest_rules.h"
#include "trading/risk_rules.h"
#include "trading/wash_rules.h"

enum { ROUNDS = 100000, HOLDINGS = 3, ORDERS = 3 };

static uint64_t chance;
static int64_t taken, refused;

static int setup(void **state)
{
	(void)state;
	chance = 20260106;
	return 0;
}

static int64_t below(int64_t bound)
{
	return chance_below(&chance, bound);
}

static int64_t any(void)
{
	return chance_any(&chance);
}

static int64_t any_signed(void)
{
	return below(2) ? any() : -any();
}

static bool count(bool done)
{
	*(done ? &taken : &refused) += 1;
	return done;
}

static void both_happen(void)
{
	assert_true(taken > ROUNDS / 100);
	assert_true(refused > ROUNDS / 1000);
	taken = refused = 0;
}

static struct terms_holding any_holding(void)
{
	struct terms_holding holding = {.quantity = {any_signed()},
		.price = {any()},
		.last_close = {below(4) == 0 ? 0 : any()}};
	holding.cost.e6 = holding.quantity.e9 < 0 ? -any() : any();
	return holding;
}

static void positions(void **state)
{
	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		struct terms_holding holding = any_holding();
		struct position_fresh fresh = {{any_signed()}, {any_signed()}};
		struct position_figures figures = {.profit_e6 = 42};
		if (count(position_rules_figures(&holding, &fresh, &figures)))
			assert_true(
				figures.profit.e6 + holding.cost.e6 == figures.value.e6);
		else
			assert_int_equal(figures.profit_e6, 42);
	}
	both_happen();
}

static struct terms_order any_order(void)
{
	struct terms_order order = an_order();
	order.side = below(2) ? TERMS_BUY : TERMS_SELL;
	order.type = (enum terms_type)below(5);
	order.tif = (enum terms_tif)below(6);
	order.class = below(8) == 0 ? TERMS_BRACKET : TERMS_SIMPLE;
	static const enum terms_status statuses[] = {TERMS_NEW, TERMS_NEW, TERMS_NEW,
		TERMS_ACCEPTED, TERMS_PENDING_NEW, TERMS_PARTIALLY_FILLED, TERMS_HELD,
		TERMS_FILLED};
	order.status = statuses[below(COUNT(statuses))];
	order.role = below(8) == 0 ? TERMS_STOP_LOSS : TERMS_ALONE;
	order.has_quantity = below(4) > 0;
	order.quantity.e9 = any() | 1;
	order.notional.e6 = any() | 1;
	order.filled.e9 = below(2) * (order.quantity.e9 / 2);
	order.filled_value.e6 = below(2) * (order.notional.e6 / 2);
	order.limit.e6 = any();
	order.stop.e6 = any();
	order.high_water.e6 = any();
	order.trail_price.e6 = below(2) * any();
	order.trail_percent_e6 = below(100000000);
	order.ahead.e9 = any();
	return order;
}

/* What a close-out closes frees no more margin than there is. */
static void close_out(const struct margin_figures *figures,
	const struct margin_holding *holdings, size_t held)
{
	struct margin_closing closings[HOLDINGS];
	struct money call = {42};
	size_t closed = 42;
	if (!count(margin_rules_call(figures, &call))) {
		assert_int_equal(call.e6, 42);
		return;
	}
	assert_true(call.e6 >= 0);
	if (!count(margin_rules_close_out(figures, holdings, held, closings, &closed)))
		return;
	assert_true(closed <= held);
	for (size_t i = 0; i < closed; i++) {
		int64_t has = holdings[closings[i].holding].holding->quantity.e9;
		assert_true(closings[i].quantity.e9 > 0);
		assert_true(closings[i].quantity.e9 <= (has < 0 ? -has : has));
	}
}

static void margins(void **state)
{
	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		struct terms_holding held[HOLDINGS];
		struct margin_holding holdings[HOLDINGS];
		struct terms_order orders[ORDERS];
		struct need_order needs[ORDERS];
		size_t held_count = (size_t)below(HOLDINGS + 1);
		size_t count_of = (size_t)below(ORDERS + 1);
		struct terms_account account = {.cash = {any_signed()},
			.multiplier = 1 << below(3),
			.last_equity = {any_signed()},
			.last_maintenance = {any()}};
		struct margin_figures figures = {.multiplier = 42};
		struct trade_details details = {0};
		for (size_t at = 0; at < HOLDINGS; at++) {
			held[at] = any_holding();
			holdings[at] = (struct margin_holding){
				&held[at], below(2) == 0, {any_signed()}};
		}
		for (size_t at = 0; at < ORDERS; at++) {
			orders[at] = any_order();
			needs[at] = (struct need_order){&orders[at], {any_signed()},
				{any()}, below(2) == 0, {any()}};
		}
		if (!count(margin_rules_figures(
			    &account, holdings, held_count, needs, count_of, &figures))) {
			assert_int_equal(figures.multiplier, 42);
			continue;
		}
		assert_true(figures.buying_power.e6 >= 0 && figures.regt.e6 >= 0 &&
			    figures.non_marginable.e6 >= 0 && figures.daytrading.e6 >= 0);
		count(margin_rules_afford(&figures, &needs[0], &details) ==
			REFUSE_NOTHING);
		close_out(&figures, holdings, held_count);
	}
	both_happen();
}

static void needs(void **state)
{
	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		struct need need = {.value = {42}};
		struct money usage = {42};
		struct terms_order order = any_order();
		struct need_order asked = {
			&order, {any_signed()}, {any()}, below(2) == 0, {any()}};
		struct quantity quantity = {any_signed()};
		struct price price = {any()};
		bool done = below(2) ? need_rules_order(&asked, &need)
				     : need_rules_position(
					       quantity, price, below(2) == 0, &need);
		if (!count(done))
			continue;
		assert_true(need.value.e6 >= 0 && need.initial.e6 >= 0);
		if (count(need_rules_usage(&need, 1 << below(3), &usage)))
			assert_true(usage.e6 >= 0);
	}
	both_happen();
}

static void curves(void **state)
{
	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		struct curve curve = curve_rules_begin(), before;
		for (int day = 0; day < 4; day++) {
			struct money equity = {any_signed()}, profit = {any_signed()};
			before = curve;
			if (count(curve_rules_add(&curve, equity, profit)))
				assert_true(curve.index_e12 <= curve.peak_e12 &&
					    curve.deepest_e6 <= curve.drawdown_e6);
			else
				assert_memory_equal(&curve, &before, sizeof(curve));
		}
	}
	both_happen();
}

static struct terms_market any_market(void)
{
	struct terms_market market = a_market();
	market.bid.e6 = any();
	market.ask.e6 = any();
	market.last.e6 = any();
	market.low.e6 = any();
	market.high.e6 = any();
	market.bid_size.e9 = any();
	market.ask_size.e9 = any();
	market.volume = any();
	market.day_volume = any();
	market.open = below(4) > 0;
	market.extended = below(2) == 0;
	return market;
}

/* Whatever the amounts, no more is filled than was asked for, at no worse than its limit.
 */
static void fills(void **state)
{
	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		struct fill_model model = {.kind = (enum terms_fill_model)below(2),
			.seed = (uint64_t)i,
			.share_bp = FILL_SHARE_BP,
			.multiplier = below(2) ? 1 : 100};
		struct terms_order order = any_order();
		struct terms_market market = any_market();
		struct fill_decision decision;
		int64_t filled = 0;
		fill_rules_decide(&model, &order, &market, (enum fill_moment)below(4),
			market.time_us, &decision);
		for (int at = 0; at < decision.count; at++) {
			assert_true(decision.fills[at].quantity.e9 > 0);
			filled += decision.fills[at].quantity.e9;
		}
		assert_int_equal(filled, decision.filled.e9);
		if (order.has_quantity)
			assert_true(filled <= order.quantity.e9 - order.filled.e9);
		count(decision.count > 0);
	}
	both_happen();
}

static void rests(void **state)
{
	(void)state;
	static const struct life_hours hours = {
		.has_today = true, .today = {1, 2, 9, 10}};
	for (int i = 0; i < ROUNDS; i++) {
		struct terms_order order = any_order();
		struct rest_view view = {
			.model = {.kind = (enum terms_fill_model)below(2),
				.share_bp = FILL_SHARE_BP,
				.multiplier = 1},
			.market = any_market(),
			.hours = &hours,
			.seen_us = below(12),
			.now_us = below(12),
			.tradable = below(4) > 0,
			.looked = below(2) == 0,
			.fresh = below(4) == 0};
		struct rest_change change;
		bool armed = below(2) == 0;
		order.expires_us = below(12);
		order.triggered = below(2) == 0;
		if (below(4) == 0)
			order.status = below(2) ? TERMS_ACCEPTED : TERMS_PENDING_NEW;
		if (below(2))
			view.prints[below(REST_PRINTS)] =
				(struct rest_print){order.expires_us, {any()}};
		enum rest_step step = rest_rules_next(&order, armed, &view, &change);
		count(step != REST_WAITS);
		/* Without a quote to go by nothing but time acts. */
		if (!view.tradable)
			assert_true(step == REST_WAITS || step == REST_ENDS ||
				    order.tif == TERMS_OPG || order.tif == TERMS_CLS);
	}
	both_happen();
}

static void risks(void **state)
{
	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		struct terms_market market = any_market();
		struct risk_case order = {.value = {any()},
			.position_value = {any()},
			.equity = {any_signed()},
			.last_equity = {any_signed()},
			.orders_today = any()};
		struct risk_limits limits = {{any()}, any(), {any()}, any()};
		struct trade_details details = {0};
		count(risk_rules_check(&limits, &order, &details) == REFUSE_NOTHING);
		struct risk_warnings told =
			risk_rules_warnings(&order, (struct quantity){any()}, &market);
		count(told.concentrated || told.wide_spread || told.large_share);
	}
	both_happen();
}

static void offers(void **state)
{
	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		struct terms_order orders[ORDERS], order = any_order();
		struct wash_open open[ORDERS];
		struct quantity position = {any_signed()}, held = {42};
		struct trade_details details = {0};
		for (size_t at = 0; at < ORDERS; at++) {
			orders[at] = any_order();
			open[at] = (struct wash_open){"x", &orders[at], {any()}};
		}
		if (count(wash_rules_held(position, open, ORDERS, &held)))
			assert_true(held.e9 >= 0);
		count(wash_rules_position(&order, (struct quantity){any() | 1}, position,
			      open, ORDERS, &details) == REFUSE_NOTHING);
		count(wash_rules_cross(&order, open, ORDERS, &details) == REFUSE_NOTHING);
	}
	both_happen();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(positions, setup),
		cmocka_unit_test_setup(margins, setup),
		cmocka_unit_test_setup(needs, setup),
		cmocka_unit_test_setup(curves, setup),
		cmocka_unit_test_setup(fills, setup),
		cmocka_unit_test_setup(rests, setup),
		cmocka_unit_test_setup(risks, setup),
		cmocka_unit_test_setup(offers, setup),
	};
	return cmocka_run_group_tests_name("trading/figures", tests, NULL, NULL);
}
