#ifndef TESTS_TRADING_SIMULATION_STEPS_H
#define TESTS_TRADING_SIMULATION_STEPS_H

/* Steps that a company or the account's owner makes: actions and resets. */

#include "simulation_world.h"

/* After an action an order may claim more than the position has: it ends. */
static inline void drop_excess(struct world *world, int listing)
{
	for (int i = world->count - 1; i >= 0; i--) {
		int64_t quantity = held(world, listing).e9;
		const struct terms_order *order = &world->orders[i];
		enum terms_side closing = quantity < 0 ? TERMS_BUY : TERMS_SELL;
		bool other = world->listing_of[i] != listing;
		if (other || (quantity != 0 && order->side != closing))
			continue;
		if (quantity == 0 || left_e9(order) > free_e9(world, listing, i))
			remove_order(world, i);
	}
}

static inline void act_on_orders(
	struct world *world, int listing, const struct corporate_event *event)
{
	for (int i = world->count - 1; i >= 0; i--) {
		if (world->listing_of[i] != listing)
			continue;
		enum corporate_effect effect = action_rules_order(
			event, 1, below(world, 8) == 0, &world->orders[i]);
		assert_true(effect != CORPORATE_TOO_LARGE);
		if (effect == CORPORATE_CANCELS)
			remove_order(world, i);
	}
	drop_excess(world, listing);
}

static inline void post_change(struct world *world, struct listing *at,
	const struct corporate_event *event, const struct corporate_change *change)
{
	struct ledger_transfer *transfer = &world->transfer;
	switch (event->kind) {
	case CORPORATE_SPLIT:
		post(world, ledger_rules_change(transfer, LEDGER_SPLIT, at->symbol,
				    change->before, change->after, change->cash));
		world->splits++;
		break;
	case CORPORATE_STOCK_DIVIDEND:
		post(world,
			ledger_rules_change(transfer, LEDGER_STOCK_DIVIDEND, at->symbol,
				change->before, change->after, change->cash));
		break;
	case CORPORATE_CASH_DIVIDEND:
		post(world, ledger_rules_dividend(transfer, change->cash));
		world->dividends++;
		break;
	case CORPORATE_SYMBOL_CHANGE:
		post(world, ledger_rules_rename(transfer, at->symbol, event->new_symbol,
				    change->before));
		memcpy(at->symbol, event->new_symbol, sizeof(at->symbol));
		break;
	case CORPORATE_DELISTING:
		post(world, ledger_rules_change(transfer, LEDGER_DELISTING, at->symbol,
				    change->before, change->after, change->cash));
	}
}

static inline void act_on_model(
	struct world *world, int listing, const struct corporate_event *event)
{
	struct model *model = &world->model;
	switch (event->kind) {
	case CORPORATE_SPLIT:
	case CORPORATE_STOCK_DIVIDEND:
		model_split(model, listing, event->after, event->before, event->price.e6);
		break;
	case CORPORATE_CASH_DIVIDEND:
		model_income(model,
			model_cents_e6(event->price.e6, model->shares_e9[listing]));
		break;
	case CORPORATE_SYMBOL_CHANGE:
		break;
	case CORPORATE_DELISTING:
		model_delist(model, listing, event->price.e6);
	}
}

/* Ratios that keep prices and holdings within what a market has. */
static inline struct corporate_event any_event(struct world *world, struct listing *at)
{
	static const int64_t ratios[][2] = {
		{2, 1}, {3, 2}, {4, 1}, {1, 2}, {1, 10}, {105, 100}, {7, 3}};
	struct corporate_event event = {.kind = (enum corporate_kind)below(world, 5),
		.price = at->market.last,
		.number = ++world->number,
		.time_us = world->now_us};
	const int64_t *ratio = ratios[below(world, COUNT(ratios))];
	if (at->market.last.e6 < 5000000)
		ratio = ratios[3 + below(world, 2)];
	if (at->market.last.e6 > 100000000)
		ratio = ratios[below(world, 3)];
	event.after = ratio[0];
	event.before = ratio[1];
	if (event.kind == CORPORATE_DELISTING && below(world, 10) > 0)
		event.kind = CORPORATE_CASH_DIVIDEND;
	if (event.kind == CORPORATE_CASH_DIVIDEND)
		event.price.e6 = below(world, 2000000);
	snprintf(event.new_symbol, sizeof(event.new_symbol), "%cN%d", at->symbol[0],
		(int)(event.number % 1000000));
	return event;
}

/* Something happens to a company. */
static inline void act(struct world *world)
{
	int listing = (int)below(world, MODEL_SYMBOLS);
	struct listing *at = &world->listings[listing];
	struct corporate_event event = any_event(world, at);
	struct lot_closings closings = {.items = world->closed, .limit = WORLD_LOTS};
	struct corporate_change change;
	bool splits =
		event.kind == CORPORATE_SPLIT || event.kind == CORPORATE_STOCK_DIVIDEND;
	if (splits) {
		assert_true(price_times_ratio(at->market.last, event.before, event.after,
			DECIMAL_HALF_EVEN, &at->market.last));
		event.price = at->market.last;
	}
	assert_int_equal(
		action_rules_holding(&event, &at->lots, &closings, &change), LOT_OK);
	assert_true(change.before.e9 == world->model.shares_e9[listing]);
	post_change(world, at, &event, &change);
	realize(world, &closings);
	act_on_model(world, listing, &event);
	act_on_orders(world, listing, &event);
	tick(world, listing);
}

/* The account begins anew. */
static inline void reset(struct world *world)
{
	struct terms_holding holdings[MODEL_SYMBOLS] = {0};
	for (int at = 0; at < MODEL_SYMBOLS; at++) {
		memcpy(holdings[at].symbol, world->listings[at].symbol,
			sizeof(holdings[at].symbol));
		holdings[at].quantity = held(world, at);
		world->listings[at].lots.count = 0;
	}
	post(world, ledger_rules_reset(&world->transfer, world->ledger.cash, holdings,
			    MODEL_SYMBOLS));
	assert_int_equal(world->ledger.count, 0);
	assert_int_equal(world->ledger.cash.e6, 0);
	world->model = (struct model){0};
	world->count = 0;
	deposit(world, 1000 + below(world, 1000000));
}

#endif
