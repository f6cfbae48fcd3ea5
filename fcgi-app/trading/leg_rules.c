#include "trading/leg_rules.h"

#include "trading/life_rules.h"

#include <assert.h>
#include <string.h>

struct decisions {
	const struct leg_group *group;
	struct leg_decision *list;
	size_t count;
};

static bool is_open(const struct leg_group *group, enum terms_role role)
{
	const struct leg_order *order = &group->orders[role];
	return order->exists && life_rules_is_open(order->status);
}

static bool is_held(const struct leg_group *group, enum terms_role role)
{
	return is_open(group, role) && group->orders[role].status == TERMS_HELD;
}

static void decide(struct decisions *decisions, enum terms_role role,
	enum leg_action action, struct quantity quantity)
{
	if (!is_open(decisions->group, role))
		return;
	if (action == LEG_WAKE && !is_held(decisions->group, role))
		return;
	assert(decisions->count < LEG_DECISIONS_MOST);
	decisions->list[decisions->count++] =
		(struct leg_decision){role, action, quantity};
}

static void cancel(struct decisions *decisions, enum terms_role role)
{
	decide(decisions, role, LEG_CANCEL, decisions->group->orders[role].quantity);
}

static void follow(struct decisions *decisions, enum terms_role role)
{
	decide(decisions, role, LEG_FOLLOW, decisions->group->orders[role].quantity);
}

/* The entry is filled as far as it ever will be: what it brought gets its exits. */
static void release(struct decisions *decisions)
{
	const struct leg_group *group = decisions->group;
	const struct leg_order *entry = &group->orders[TERMS_ENTRY];
	bool smaller = quantity_compare(entry->filled, entry->quantity) < 0;
	if (is_open(group, TERMS_TAKE_PROFIT)) {
		decide(decisions, TERMS_TAKE_PROFIT, LEG_WAKE, entry->filled);
		if (smaller)
			decide(decisions, TERMS_STOP_LOSS, LEG_RESIZE, entry->filled);
		return;
	}
	decide(decisions, TERMS_STOP_LOSS, LEG_WAKE, entry->filled);
}

static void after_entry(struct decisions *decisions, enum leg_event event)
{
	switch (event) {
	case LEG_FILLED_PART:
	case LEG_TRIGGERED:
		return;
	case LEG_FILLED_WHOLE:
		release(decisions);
		return;
	case LEG_ENDED:
		if (!quantity_is_zero(decisions->group->orders[TERMS_ENTRY].filled)) {
			release(decisions);
			return;
		}
		cancel(decisions, TERMS_TAKE_PROFIT);
		cancel(decisions, TERMS_STOP_LOSS);
		return;
	case LEG_REPLACED:
		follow(decisions, TERMS_TAKE_PROFIT);
		follow(decisions, TERMS_STOP_LOSS);
	}
}

static void after_profit(struct decisions *decisions, enum leg_event event)
{
	const struct leg_order *profit = &decisions->group->orders[TERMS_TAKE_PROFIT];
	struct quantity left;
	switch (event) {
	case LEG_FILLED_PART:
		/* An order is never filled beyond its quantity, so this fits. */
		if (quantity_sub(profit->quantity, profit->filled, &left))
			decide(decisions, TERMS_STOP_LOSS, LEG_RESIZE, left);
		return;
	case LEG_FILLED_WHOLE:
	case LEG_ENDED:
		cancel(decisions, TERMS_STOP_LOSS);
		cancel(decisions, TERMS_ENTRY);
		return;
	case LEG_TRIGGERED:
		return;
	case LEG_REPLACED:
		if (decisions->group->class == TERMS_OCO)
			follow(decisions, TERMS_STOP_LOSS);
	}
}

static void after_loss(struct decisions *decisions, enum leg_event event)
{
	const struct leg_order *loss = &decisions->group->orders[TERMS_STOP_LOSS];
	switch (event) {
	case LEG_TRIGGERED:
		cancel(decisions, TERMS_TAKE_PROFIT);
		decide(decisions, TERMS_STOP_LOSS, LEG_WAKE, loss->quantity);
		return;
	case LEG_FILLED_PART:
	case LEG_FILLED_WHOLE:
	case LEG_ENDED:
		cancel(decisions, TERMS_TAKE_PROFIT);
		cancel(decisions, TERMS_ENTRY);
		return;
	case LEG_REPLACED:
		return;
	}
}

size_t leg_rules_decide(const struct leg_group *group, enum terms_role role,
	enum leg_event event, struct leg_decision list[static LEG_DECISIONS_MOST])
{
	struct decisions decisions = {group, list, 0};
	switch (role) {
	case TERMS_ALONE:
		break;
	case TERMS_ENTRY:
		after_entry(&decisions, event);
		break;
	case TERMS_TAKE_PROFIT:
		after_profit(&decisions, event);
		break;
	case TERMS_STOP_LOSS:
		after_loss(&decisions, event);
	}
	return decisions.count;
}

bool leg_rules_is_armed(const struct leg_group *group)
{
	return is_held(group, TERMS_STOP_LOSS) && is_open(group, TERMS_TAKE_PROFIT) &&
	       !is_held(group, TERMS_TAKE_PROFIT);
}

enum terms_role leg_rules_role(const struct terms_order *order)
{
	switch (order->class) {
	case TERMS_SIMPLE:
	case TERMS_MLEG:
		break;
	case TERMS_BRACKET:
	case TERMS_OTO:
		return TERMS_ENTRY;
	case TERMS_OCO:
		return TERMS_TAKE_PROFIT;
	}
	return TERMS_ALONE;
}

static struct terms_order exit_of(const struct terms_order *order, enum terms_role role)
{
	struct terms_order exit = {
		.side = order->side,
		.tif = order->tif,
		.class = order->class,
		.role = role,
		.status = TERMS_HELD,
		.has_quantity = true,
		.quantity = order->quantity,
		.submitted_us = order->submitted_us,
	};
	memcpy(exit.symbol, order->symbol, sizeof(exit.symbol));
	if (order->class != TERMS_OCO)
		exit.side = order->side == TERMS_BUY ? TERMS_SELL : TERMS_BUY;
	return exit;
}

bool leg_rules_exits(const struct order_request *request,
	struct terms_order exits[static LEG_EXITS_MOST], size_t *count)
{
	const struct terms_order *order = &request->order;
	size_t made = 0;
	if (request->has_profit && order->class != TERMS_OCO) {
		exits[made] = exit_of(order, TERMS_TAKE_PROFIT);
		exits[made].type = TERMS_LIMIT;
		exits[made++].limit = request->profit_limit;
	}
	if (request->has_loss) {
		struct terms_order *loss = &exits[made++];
		*loss = exit_of(order, TERMS_STOP_LOSS);
		loss->type = request->has_loss_limit ? TERMS_STOP_LIMIT : TERMS_STOP;
		loss->stop = request->loss_stop;
		if (request->has_loss_limit)
			loss->limit = request->loss_limit;
		if (!order_rules_derive_stop(loss))
			return false;
	}
	*count = made;
	return true;
}
