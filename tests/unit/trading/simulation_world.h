#ifndef TESTS_TRADING_SIMULATION_WORLD_H
#define TESTS_TRADING_SIMULATION_WORLD_H

/*
 * One account, four symbols, chance: everything that the simulation's steps act on. The
 * rules keep ledger, lots and orders; the model (simulation_model.h) runs beside them.
 */

#include "simulation_model.h"
#include "trading/action_rules.h"
#include "trading/fee_rules.h"
#include "trading/fill_rules.h"
#include "trading/ledger_rules.h"
#include "trading/lot_rules.h"
#include "trading/tick_rules.h"
#include "trading/trigger_rules.h"

enum {
	WORLD_ORDERS = 24,
	WORLD_LOTS = 1024,
	WORLD_DAY = 19877, /* 2024-06-03 */
	WORLD_LOTS_MOST = 200
};

struct listing {
	char symbol[TERMS_SYMBOL_SIZE];
	struct terms_market market;
	struct lot items[WORLD_LOTS];
	struct lots lots;
	int renamed; /* how often */
};

struct world {
	uint64_t chance;
	uint64_t hash;
	int64_t now_us;
	int64_t number;
	struct fill_model fill_model;
	struct terms_fees fees;
	bool margin; /* else nothing is borrowed: neither cash nor shares */
	struct listing listings[MODEL_SYMBOLS];
	struct terms_order orders[WORLD_ORDERS];
	int listing_of[WORLD_ORDERS];
	bool fresh[WORLD_ORDERS];
	int count;
	struct ledger_holding holdings[MODEL_SYMBOLS];
	struct ledger_state ledger;
	struct lot_closing closed[WORLD_LOTS];
	struct ledger_entry entries[2 * MODEL_SYMBOLS + 2];
	struct ledger_transfer transfer;
	struct model model;
	int64_t fills, splits, dividends, triggers, replaced, cancelled;
};

static inline int64_t below(struct world *world, int64_t bound)
{
	return chance_below(&world->chance, bound);
}

static inline void note(struct world *world, int64_t figure)
{
	world->hash = depth_rules_mix(world->hash, (uint64_t)figure);
}

/* Writes the transfer that has just been built into the ledger. */
static inline void post(struct world *world, bool built)
{
	assert_true(built);
	if (world->transfer.count == 0)
		return;
	assert_true(ledger_rules_replay(&world->ledger, &world->transfer));
	for (size_t i = 0; i < world->transfer.count; i++)
		note(world, world->transfer.entries[i].units);
}

static inline void deposit(struct world *world, int64_t dollars)
{
	struct money money = {dollars * 1000000};
	post(world, ledger_rules_deposit(&world->transfer, money));
	world->model.cash_e6 += money.e6;
	world->model.deposits_e6 += money.e6;
}

static inline void realize(struct world *world, const struct lot_closings *closings)
{
	world->model.realized_e6 += closings->realized.e6;
	note(world, closings->realized.e6);
}

static inline struct quantity held(const struct world *world, int at)
{
	return ledger_rules_held(&world->ledger, world->listings[at].symbol);
}

/* A new quote around the last price, and what was traded on the way. */
static inline void tick(struct world *world, int at)
{
	struct terms_market *market = &world->listings[at].market;
	int64_t size_e6 = tick_rules_size(market->last, 1).e6;
	int64_t jump = below(world, 50) == 0 ? 200 : 4;
	int64_t before_e6 = market->last.e6;
	int64_t last_e6 = before_e6 + (below(world, 2 * jump + 1) - jump) * size_e6;
	int64_t half = (1 + below(world, 3)) * size_e6;
	if (last_e6 < 500000)
		last_e6 = 500000;
	if (last_e6 > 500000000)
		last_e6 = 500000000;
	market->time_us = world->now_us;
	market->last.e6 =
		last_e6 - last_e6 % tick_rules_size((struct price){last_e6}, 1).e6;
	market->bid.e6 = market->last.e6 - half;
	market->ask.e6 = market->last.e6 + half;
	market->high.e6 =
		(last_e6 > before_e6 ? last_e6 : before_e6) + below(world, 2) * half;
	market->low.e6 =
		(last_e6 < before_e6 ? last_e6 : before_e6) - below(world, 2) * half;
	market->volume = below(world, 4) == 0 ? 0 : below(world, 5000);
	market->bid_size.e9 = below(world, 600) * 1000000000;
	market->ask_size.e9 = below(world, 600) * 1000000000;
	market->day_volume = 1000000;
	market->open = below(world, 40) > 0;
	market->extended = !market->open;
	if (below(world, 200) == 0)
		market->bid.e6 = market->ask.e6 + 1;
	if (below(world, 200) == 0)
		market->time_us -= 60000000;
	if (below(world, 200) == 0)
		market->ask.e6 = 0;
}

static inline void open_world(struct world *world, uint64_t seed)
{
	static const int64_t prices_e6[MODEL_SYMBOLS] = {
		187500000, 42000000, 5250000, 1100000};
	*world = (struct world){.chance = seed,
		.now_us = 1717421400000000,
		.margin = seed % 2 == 0,
		.fill_model = {TERMS_REALISTIC, seed, FILL_SHARE_BP, 5000000, 1},
		.fees = {.per_order = M("0.35"),
			.per_share = M("0.005"),
			.per_order_least = M("1"),
			.per_order_most = M("5"),
			.regulatory = true,
			.borrow_bp = 300,
			.interest_bp = 825}};
	world->ledger = (struct ledger_state){
		.holdings = world->holdings, .limit = MODEL_SYMBOLS};
	world->transfer = (struct ledger_transfer){
		.entries = world->entries, .limit = COUNT(world->entries)};
	for (int at = 0; at < MODEL_SYMBOLS; at++) {
		struct listing *listing = &world->listings[at];
		listing->lots = (struct lots){listing->items, 0, WORLD_LOTS};
		snprintf(listing->symbol, sizeof(listing->symbol), "S%d", at);
		listing->market.last.e6 = prices_e6[at];
		tick(world, at);
	}
}

static inline void remove_order(struct world *world, int at)
{
	world->count--;
	for (int i = at; i < world->count; i++) {
		world->orders[i] = world->orders[i + 1];
		world->listing_of[i] = world->listing_of[i + 1];
		world->fresh[i] = world->fresh[i + 1];
	}
}

static inline int64_t left_e9(const struct terms_order *order)
{
	return order->quantity.e9 - order->filled.e9;
}

/* Shares of the position that open orders on the other side have not claimed. */
static inline int64_t free_e9(const struct world *world, int listing, int except)
{
	int64_t quantity = held(world, listing).e9;
	int64_t free = quantity < 0 ? -quantity : quantity;
	enum terms_side closing = quantity < 0 ? TERMS_BUY : TERMS_SELL;
	for (int i = 0; i < world->count; i++) {
		if (i != except && world->listing_of[i] == listing &&
			world->orders[i].side == closing)
			free -= left_e9(&world->orders[i]);
	}
	return free;
}

#endif
