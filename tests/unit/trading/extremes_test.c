/*
 * Amounts of any size: what does not fit is refused and leaves what it was given, and
 * nothing overflows unseen (the sanitizers watch).
 */
#include "trade.h"

#include "trading/action_rules.h"
#include "trading/depth_rules.h"
#include "trading/fee_rules.h"
#include "trading/ledger_rules.h"
#include "trading/queue_rules.h"
#include "trading/trigger_rules.h"

enum { ROUNDS = 200000, LOTS = 4 };

static uint64_t chance;

static int setup(void **state)
{
	(void)state;
	chance = 20240603;
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

/* How often a rule took what it was given, and how often it refused. */
static int64_t taken, refused;

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

static bool same(const struct lot *a, const struct lot *b, size_t lots)
{
	for (size_t i = 0; i < lots; i++) {
		if (a[i].number != b[i].number || a[i].quantity.e9 != b[i].quantity.e9 ||
			a[i].cost.e6 != b[i].cost.e6)
			return false;
	}
	return true;
}

/* Lots of one sign. */
static struct lots any_lots(struct lot *items)
{
	struct lots lots = {items, (size_t)below(LOTS), LOTS};
	int64_t sign = below(2) ? 1 : -1;
	for (size_t i = 0; i < lots.count; i++) {
		int64_t e9 = any();
		items[i] = (struct lot){
			(int64_t)i, 0, {sign * (e9 > 0 ? e9 : 1)}, {sign * any()}};
	}
	return lots;
}

static void lots(void **state)
{
	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		struct lot items[LOTS], before[LOTS];
		struct lot_closing closed[LOTS];
		struct lot_closings closings = {closed, 0, LOTS, {0}};
		struct lots held = any_lots(items);
		struct lot_fill fill = {.side = below(2) ? TERMS_BUY : TERMS_SELL};
		size_t had = held.count;
		int64_t e9 = any();
		fill.quantity.e9 = e9 > 0 ? e9 : 1;
		fill.value.e6 = any();
		memcpy(before, items, sizeof(before));
		bool done = lot_rules_fill(&held, (enum lot_method)(i % 3), &fill,
				    &closings) == LOT_OK;
		if (!count(done))
			assert_true(held.count == had && same(items, before, had));
		struct quantity quantity = {any_signed()};
		struct money cost = {any_signed()};
		struct price average = {42};
		if (!lot_rules_average(quantity, cost, 1 + below(200), &average))
			assert_int_equal(average.e6, 42);
	}
	both_happen();
}

static struct corporate_event any_event(void)
{
	struct corporate_event event = {.kind = (enum corporate_kind)below(5)};
	event.after = 1 + below(below(2) ? 10 : 1000000);
	event.before = 1 + below(below(2) ? 10 : 1000000);
	event.price.e6 = any();
	return event;
}

/* What was done kept all costs. */
static void holdings(void **state)
{
	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		struct lot items[LOTS];
		struct lot_closing closed[LOTS];
		struct lot_closings closings = {closed, 0, (size_t)below(LOTS + 1), {0}};
		struct lots held = any_lots(items);
		struct corporate_event event = any_event();
		struct corporate_change change;
		struct quantity quantity, sum;
		struct money cost, left;
		if (!lot_rules_sum(&held, &quantity, &cost))
			quantity.e9 = cost.e6 = 0;
		if (!count(action_rules_holding(&event, &held, &closings, &change) ==
			    LOT_OK))
			continue;
		assert_true(lot_rules_sum(&held, &sum, &left));
		assert_int_equal(change.before.e9, quantity.e9);
		assert_int_equal(change.after.e9, sum.e9);
		for (size_t at = 0; at < closings.count; at++)
			assert_true(money_add(left, closed[at].cost, &left));
		assert_int_equal(left.e6, cost.e6);
	}
	both_happen();
}

static struct terms_order any_order(void)
{
	struct terms_order order = an_order();
	order.side = below(2) ? TERMS_BUY : TERMS_SELL;
	order.type = (enum terms_type)below(5);
	order.tif = TERMS_GTC;
	order.quantity.e9 = any() | 1;
	order.filled.e9 = order.quantity.e9 / 2;
	order.has_quantity = below(4) > 0;
	order.limit.e6 = any();
	order.stop.e6 = any();
	order.high_water.e6 = any();
	order.trail_price.e6 = below(2) * any();
	order.trail_percent_e6 = below(100000000);
	order.ahead.e9 = any();
	return order;
}

static void orders(void **state)
{
	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		struct terms_order order = any_order(), kept = order;
		struct corporate_event event = any_event();
		enum corporate_effect effect = action_rules_order(
			&event, below(2) ? 1 : 100, below(8) == 0, &order);
		count(effect != CORPORATE_TOO_LARGE);
		if (effect == CORPORATE_CHANGED)
			assert_true(!order.has_quantity ||
				    order.quantity.e9 > order.filled.e9);
		else
			assert_true(order.limit.e6 == kept.limit.e6 &&
				    order.quantity.e9 == kept.quantity.e9 &&
				    order.stop.e6 == kept.stop.e6 &&
				    order.ahead.e9 == kept.ahead.e9);
	}
	both_happen();
}

static void fees(void **state)
{
	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		struct terms_fees terms = {.regulatory = below(2) == 0};
		struct fee_base before = {{any()}, {any()}}, after = before;
		struct fee fee = {.total.e6 = 42};
		struct money charge = {42};
		terms.per_order.e6 = any();
		terms.per_share.e6 = any();
		terms.per_order_least.e6 = any() / 4;
		terms.per_order_most.e6 = terms.per_order_least.e6 + any() / 4;
		after.quantity.e9 += (INT64_MAX - before.quantity.e9) / (1 + below(9));
		after.value.e6 += (INT64_MAX - before.value.e6) / 2;
		if (count(fee_rules_fill(&terms, below(2) ? TERMS_BUY : TERMS_SELL,
			    below(2) ? 1 : 100, (int32_t)below(40000), &before, &after,
			    &fee)))
			assert_true(fee.total.e6 ==
				    fee.commission.e6 + fee.sec.e6 + fee.finra.e6);
		else
			assert_int_equal(fee.total.e6, 42);
		struct money amount = {any_signed()};
		int64_t bp = any();
		if (count(fee_rules_interest(amount, bp, below(10), &charge)))
			assert_true(charge.e6 >= 0 && charge.e6 % 10000 == 0);
		else
			assert_int_equal(charge.e6, 42);
		if (count(fee_rules_borrow(amount, bp, below(10), &charge)))
			assert_true(charge.e6 >= 0 && charge.e6 % 10000 == 0);
	}
	both_happen();
}

static void books(void **state)
{
	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		struct queue queue = {below(2) ? TERMS_BUY : TERMS_SELL, {any()}, {any()},
			below(2) ? 1 : 100};
		struct terms_market market = a_market();
		struct queue_look look = {.counted = 42};
		struct quantity ahead = {42};
		struct price step = {42};
		market.bid.e6 = any();
		market.ask.e6 = any();
		market.low.e6 = any();
		market.high.e6 = any();
		market.last.e6 = any();
		market.volume = any();
		market.bid_size.e9 = market.ask_size.e9 = any();
		if (count(queue_rules_look(&queue, &market, &look)))
			assert_true(look.counted >= 0 && look.counted <= market.volume &&
				    look.ahead.e9 >= 0 &&
				    look.ahead.e9 <= queue.ahead.e9);
		if (count(queue_rules_join(&queue, &market, (uint64_t)i, &ahead)))
			assert_true(ahead.e9 >= 0);
		else
			assert_int_equal(ahead.e9, 42);
		if (count(depth_rules_step(
			    market.bid, market.ask, queue.multiplier, &step)))
			assert_true(step.e6 > 0);
		else
			assert_int_equal(step.e6, 42);
		struct terms_order order = any_order();
		struct trigger trigger = trigger_rules_look(&order, &market, 1);
		count(trigger.reason != TRIGGER_TOO_LARGE);
		assert_true(trigger.reason != TRIGGER_TOO_LARGE ||
			    (trigger.stop.e6 == order.stop.e6 &&
				    trigger.high_water.e6 == order.high_water.e6));
	}
	both_happen();
}

/* All that is built is sound, however large. */
static void ledgers(void **state)
{
	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		struct ledger_entry entries[LEDGER_FEW];
		struct ledger_transfer transfer = {
			.entries = entries, .limit = (size_t)below(LEDGER_FEW + 1)};
		struct ledger_holding held[2];
		struct ledger_state has = {{any_signed()}, held, 0, 2};
		struct money cash = {any_signed()}, fee = {any_signed()};
		struct quantity before = {any_signed()}, after = {any_signed()};
		struct money value = {any()};
		struct quantity quantity = {any()};
		bool built = i % 4 == 0   ? ledger_rules_fill(&transfer,
                                                  below(2) ? TERMS_BUY : TERMS_SELL, "A",
						    quantity, value, fee)
			     : i % 4 == 1 ? ledger_rules_change(&transfer, LEDGER_SPLIT,
						    "A", before, after, cash)
			     : i % 4 == 2
				     ? ledger_rules_exercise(&transfer, LEDGER_EXERCISE,
					       "A1", before, "A", after, cash)
				     : ledger_rules_rename(&transfer, "A", "B", before);
		if (!count(built) || transfer.count == 0)
			continue;
		enum ledger_fault fault = ledger_rules_check(&transfer);
		assert_true(fault == LEDGER_SOUND || fault == LEDGER_TOO_LARGE);
		if (ledger_rules_replay(&has, &transfer))
			assert_int_equal(fault, LEDGER_SOUND);
	}
	both_happen();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(lots, setup),
		cmocka_unit_test_setup(holdings, setup),
		cmocka_unit_test_setup(orders, setup),
		cmocka_unit_test_setup(fees, setup),
		cmocka_unit_test_setup(books, setup),
		cmocka_unit_test_setup(ledgers, setup),
	};
	return cmocka_run_group_tests_name("trading/extremes", tests, NULL, NULL);
}
