/*
 * margin_rules_* against a simple model, on random accounts: figures in whole dollars,
 * what any sequence of affordable orders can lead to, and what a close-out leaves.
 * TRADE_SEED in the environment changes the seed.
 */
#include "trading/margin_rules.h"

#include "ticket.h"

enum { SYMBOLS = 4, ROUNDS = 20000 };

static uint64_t seed = 20240701;

/* SplitMix64. */
static int64_t below(int64_t bound)
{
	uint64_t z = seed += 0x9e3779b97f4a7c15;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return (int64_t)((z ^ (z >> 31)) % (uint64_t)bound);
}

struct world {
	struct terms_account account;
	struct terms_holding positions[SYMBOLS];
	struct margin_holding holdings[SYMBOLS];
	struct margin_figures figures;
};

/* Prices are even dollars, so that halves are whole; quantities are whole. */
static void make(struct world *world, bool with_shorts)
{
	memset(world, 0, sizeof(*world));
	world->account.multiplier = 1 << below(3);
	world->account.cash.e6 = (below(200000) - 50000) * 1000000;
	for (int i = 0; i < SYMBOLS; i++) {
		struct terms_holding *position = &world->positions[i];
		position->price.e6 = (below(60) + 1) * 2 * 1000000;
		position->quantity.e9 =
			(below(1000) - (with_shorts ? 500 : 0)) * INT64_C(1000000000);
		world->holdings[i] =
			(struct margin_holding){position, below(4) != 0, {0}};
	}
}

static bool work_out(struct world *world)
{
	return margin_rules_figures(
		&world->account, world->holdings, SYMBOLS, NULL, 0, &world->figures);
}

static int64_t most(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* In tenths of dollars, by the sentences of the reference. */
static void modelled(void **state)
{
	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		struct world world;
		make(&world, true);
		int64_t cash = world.account.cash.e6 / 100000, lengths = 0, shorts = 0,
			initial = 0, maintenance = 0;
		for (int i = 0; i < SYMBOLS; i++) {
			int64_t size = world.positions[i].quantity.e9 / 1000000000;
			int64_t price = world.positions[i].price.e6 / 100000;
			bool marginable = world.holdings[i].marginable;
			int64_t value = (size < 0 ? -size : size) * price;
			int64_t keep = marginable ? value * 3 / 10 : value;
			if (size >= 0 && price < 25)
				keep = value;
			if (size < 0)
				keep = price >= 50 ? most(keep, -size * 50)
						   : most(value, -size * 25);
			lengths += size > 0 ? value : 0;
			shorts -= size < 0 ? value : 0;
			maintenance += keep;
			initial += most(value / 2, keep);
		}
		int64_t equity = cash + lengths + shorts;
		assert_true(work_out(&world));
		assert_int_equal(world.figures.equity.e6, equity * 100000);
		assert_int_equal(world.figures.maintenance.e6, maintenance * 100000);
		assert_int_equal(world.figures.initial.e6, initial * 100000);
		if (equity >= 20000 && world.account.multiplier == 2)
			assert_int_equal(world.figures.buying_power.e6,
				most(equity - initial, 0) * 200000);
	}
}

/* Fills the order at its symbol's price. */
static void fill(struct world *world, int symbol, const struct terms_order *order)
{
	struct terms_holding *position = &world->positions[symbol];
	int64_t sign = order->side == TERMS_BUY ? 1 : -1;
	struct money value;
	assert_true(
		money_notional(position->price, order->quantity, DECIMAL_CEIL, &value));
	position->quantity.e9 += sign * order->quantity.e9;
	world->account.cash.e6 -= sign * value.e6;
}

/*
 * At standing prices an account that places only what it can afford never owes more than
 * it may: a cash account no cash at all, one with margin not more than initial margin
 * lets it (2), or a quarter of what it holds (4).
 */
static void never_overspends(void **state)
{
	(void)state;
	for (int round = 0; round < ROUNDS / 20; round++) {
		struct world world;
		make(&world, false);
		int multiplier = world.account.multiplier;
		world.account.cash.e6 = (below(100000) + 3000) * 1000000;
		for (int i = 0; i < SYMBOLS; i++)
			world.positions[i].quantity.e9 = 0;
		world.account.last_equity = world.account.cash;
		for (int step = 0; step < 60; step++) {
			int symbol = (int)below(SYMBOLS);
			struct terms_holding *position = &world.positions[symbol];
			struct terms_order order = {.side = (enum terms_side)below(2),
				.has_quantity = true,
				.quantity = {(below(3000) + 1) * 500000000}};
			struct need_order asked = {&order, position->quantity,
				position->price, world.holdings[symbol].marginable, {0}};
			struct trade_details details = {0};
			if (need_rules_closes(&order, position->quantity) &&
				order.quantity.e9 > llabs(position->quantity.e9))
				continue;
			assert_true(work_out(&world));
			if (margin_rules_afford(&world.figures, &asked, &details) !=
				REFUSE_NOTHING)
				continue;
			fill(&world, symbol, &order);
			assert_true(work_out(&world));
			const struct margin_figures *now = &world.figures;
			assert_true(multiplier > 1 || world.account.cash.e6 >= 0);
			assert_true(multiplier != 2 || now->equity.e6 >= now->initial.e6);
			assert_true(multiplier != 4 ||
				    4 * now->equity.e6 >=
					    now->long_value.e6 - now->short_value.e6);
		}
	}
}

/* After a close-out at standing prices there is no call, or nothing left; and one share
 * less of its last holding would not have done. */
static void closes_enough(void **state)
{
	(void)state;
	int called = 0;
	for (int round = 0; round < ROUNDS; round++) {
		struct world world;
		struct margin_closing closings[SYMBOLS];
		struct money call;
		size_t count;
		make(&world, true);
		world.account.cash.e6 -= below(150000) * 1000000;
		assert_true(work_out(&world));
		assert_true(margin_rules_call(&world.figures, &call));
		assert_true(margin_rules_close_out(
			&world.figures, world.holdings, SYMBOLS, closings, &count));
		assert_true(count == 0 || call.e6 > 0);
		if (call.e6 == 0)
			continue;
		called++;
		int64_t equity = world.figures.equity.e6, held = 0;
		for (size_t i = 0; i < count; i++) {
			int symbol = (int)closings[i].holding;
			struct terms_order order = {
				.side = TERMS_BUY, .quantity = closings[i].quantity};
			if (world.positions[symbol].quantity.e9 > 0)
				order.side = TERMS_SELL;
			assert_true(order.quantity.e9 > 0);
			fill(&world, symbol, &order);
		}
		assert_true(work_out(&world));
		assert_int_equal(world.figures.equity.e6, equity);
		for (int i = 0; i < SYMBOLS; i++)
			held += llabs(world.positions[i].quantity.e9);
		assert_true(margin_rules_call(&world.figures, &call));
		assert_true(call.e6 == 0 || held == 0);
		if (count == 0)
			continue;
		int symbol = (int)closings[count - 1].holding;
		struct terms_order share = {.quantity = {1000000000}};
		if (world.positions[symbol].quantity.e9 == 0)
			continue;
		share.side =
			world.positions[symbol].quantity.e9 > 0 ? TERMS_BUY : TERMS_SELL;
		fill(&world, symbol, &share);
		assert_true(work_out(&world));
		assert_true(margin_rules_call(&world.figures, &call));
		assert_true(call.e6 > 0);
	}
	assert_true(called > ROUNDS / 10);
}

__extension__ typedef __int128 wide;

/* A number of any size, often near the ends of int64_t. */
static int64_t any_size(void)
{
	int64_t size = (int64_t)((uint64_t)seed >> (1 + below(63)));
	switch (below(6)) {
	case 0:
		return INT64_MAX - below(3);
	case 1:
		return below(100) * 1000000;
	default:
		return size + below(2);
	}
}

static wide floor_value(struct price price, struct quantity quantity)
{
	wide product = (wide)price.e6 * quantity.e9, one = 1000000000;
	return product / one - (product < 0 && product % one != 0);
}

static int64_t any_sign(int64_t size)
{
	return below(2) == 0 ? size : -size;
}

struct any_world {
	struct world world;
	size_t holding_count;
	struct terms_order orders[2];
	struct need_order asked[2];
	size_t order_count;
	wide equity;
};

static void make_any_order(struct any_world *any, size_t i)
{
	struct terms_order *order = &any->orders[i];
	order->side = (enum terms_side)below(2);
	order->has_quantity = below(3) != 0;
	order->quantity.e9 = any_size();
	order->notional.e6 = any_size();
	order->filled_value.e6 = below(2) * -INT64_MAX;
	order->limit.e6 = below(2) * any_size();
	any->asked[i].order = order;
	any->asked[i].ask.e6 = any_size() | 1;
	any->asked[i].marginable = below(2) == 0;
	any->asked[i].fees.e6 = below(2) * any_size();
}

static void make_any(struct any_world *any)
{
	struct world *world = &any->world;
	memset(any, 0, sizeof(*any));
	world->account.multiplier = 1 << below(3);
	world->account.cash.e6 = any_sign(any_size());
	world->account.last_equity.e6 = any_size();
	world->account.last_maintenance.e6 = any_sign(any_size());
	any->equity = world->account.cash.e6;
	any->holding_count = (size_t)below(SYMBOLS + 1);
	for (size_t i = 0; i < any->holding_count; i++) {
		struct terms_holding *position = &world->positions[i];
		position->price.e6 = any_size();
		position->quantity.e9 = any_sign(any_size());
		world->holdings[i].holding = position;
		world->holdings[i].marginable = below(2) == 0;
		world->holdings[i].opening.e9 = any_sign(any_size());
		any->equity += floor_value(position->price, position->quantity);
	}
	any->order_count = (size_t)below(3);
	for (size_t i = 0; i < any->order_count; i++)
		make_any_order(any, i);
}

/* Amounts of any size: figures are exact and in order, or there are none; nothing wraps
 * around, nothing traps. */
static void any_amounts(void **state)
{
	(void)state;
	int fitted = 0;
	for (int round = 0; round < 5 * ROUNDS; round++) {
		struct any_world any;
		struct margin_figures figures = {.multiplier = -1};
		struct margin_closing closings[SYMBOLS];
		struct trade_details details = {0};
		size_t count;
		make_any(&any);
		if (!margin_rules_figures(&any.world.account, any.world.holdings,
			    any.holding_count, any.asked, any.order_count, &figures)) {
			assert_int_equal(figures.multiplier, -1);
			continue;
		}
		fitted++;
		assert_true(figures.equity.e6 == any.equity);
		assert_true(figures.initial.e6 >= figures.maintenance.e6);
		assert_true(figures.buying_power.e6 >= 0 && figures.regt.e6 >= 0 &&
			    figures.non_marginable.e6 >= 0 && figures.daytrading.e6 >= 0);
		make_any_order(&any, 0);
		enum trade_refusal refusal =
			margin_rules_afford(&figures, &any.asked[0], &details);
		assert_true(refusal != REFUSE_BUYING_POWER || details.cost_basis.e6 > 0);
		if (margin_rules_close_out(&figures, any.world.holdings,
			    any.holding_count, closings, &count))
			assert_true(count <= any.holding_count);
	}
	assert_true(fitted > ROUNDS);
}

int main(void)
{
	const char *chosen = getenv("TRADE_SEED");
	if (chosen != NULL)
		seed = strtoull(chosen, NULL, 0);
	printf("# TRADE_SEED=%llu\n", (unsigned long long)seed);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(modelled),
		cmocka_unit_test(never_overspends),
		cmocka_unit_test(closes_enough),
		cmocka_unit_test(any_amounts),
	};
	return cmocka_run_group_tests_name(
		"trading/margin_rules properties", tests, NULL, NULL);
}
