/*
 * leg_rules_*: groups that live through every sequence of seven events. Every decision is
 * one that the orders' lives allow; what was bought is sold once at most; and unless
 * somebody ended an exit, what was bought and not sold is covered by exits.
 */
#include "trading/leg_rules.h"
#include "trading/life_rules.h"

#include "ticket.h"

enum { SIZE = 3, STEPS = 7 };

/* What can happen to each order: a share is filled, its stop is reached, somebody ends
 * it, it is replaced. */
enum { SHARE, STOP, END, SWAP, HAPPENINGS };

struct world {
	struct leg_group group;
	int bought;
	int sold;
	bool exit_ended;
};

static bool live(struct leg_order *order, enum life_event event)
{
	struct terms_order state = {.status = order->status, .filled = order->filled};
	struct trade_details details = {0};
	enum terms_status next;
	if (life_rules_next(&state, event, &next, &details) != REFUSE_NOTHING)
		return false;
	order->status = next;
	return true;
}

static void obey(struct world *world, const struct leg_decision *decision)
{
	struct leg_order *order = &world->group.orders[decision->role];
	switch (decision->action) {
	case LEG_WAKE:
		assert_true(live(order, LIFE_WAKE));
		order->quantity = decision->quantity;
		break;
	case LEG_CANCEL:
		assert_true(live(order, LIFE_CANCEL));
		break;
	case LEG_RESIZE:
		assert_true(life_rules_is_open(order->status));
		assert_true(quantity_compare(decision->quantity, order->filled) > 0);
		order->quantity = decision->quantity;
		break;
	case LEG_FOLLOW:
		assert_true(life_rules_is_open(order->status));
	}
}

static void decide(struct world *world, enum terms_role role, enum leg_event event)
{
	struct leg_decision decisions[LEG_DECISIONS_MOST];
	size_t count = leg_rules_decide(&world->group, role, event, decisions);
	for (size_t i = 0; i < count; i++)
		obey(world, &decisions[i]);
}

static void fill_share(struct world *world, enum terms_role role)
{
	struct leg_order *order = &world->group.orders[role];
	bool whole = order->filled.e9 + 1 == order->quantity.e9;
	if (!life_rules_is_working(order->status))
		return;
	order->filled.e9++;
	assert_true(order->filled.e9 <= order->quantity.e9);
	assert_true(live(order, whole ? LIFE_FILL_WHOLE : LIFE_FILL_PART));
	*(role == TERMS_ENTRY ? &world->bought : &world->sold) += 1;
	decide(world, role, whole ? LEG_FILLED_WHOLE : LEG_FILLED_PART);
}

static void happen(struct world *world, enum terms_role role, int what)
{
	struct leg_order *order = &world->group.orders[role];
	if (!order->exists)
		return;
	if (what == SHARE)
		fill_share(world, role);
	if (what == STOP && role == TERMS_STOP_LOSS && leg_rules_is_armed(&world->group))
		decide(world, role, LEG_TRIGGERED);
	if (what == END && live(order, LIFE_CANCEL)) {
		world->exit_ended |= role != TERMS_ENTRY;
		decide(world, role, LEG_ENDED);
	}
	/* The successor stands in its place, with the same fills. */
	if (what == SWAP && life_rules_is_replaceable(order->status)) {
		enum terms_status before = order->status;
		assert_true(live(order, LIFE_REPLACE));
		decide(world, role, LEG_REPLACED);
		order->status = before;
	}
}

static int covered_by(const struct world *world, enum terms_role role)
{
	const struct leg_order *order = &world->group.orders[role];
	bool works = order->exists && life_rules_is_working(order->status);
	return works ? (int)(order->quantity.e9 - order->filled.e9) : 0;
}

static void check(const struct world *world)
{
	const struct leg_order *entry = &world->group.orders[TERMS_ENTRY];
	const struct leg_order *loss = &world->group.orders[TERMS_STOP_LOSS];
	int profit = covered_by(world, TERMS_TAKE_PROFIT);
	int covered = profit + covered_by(world, TERMS_STOP_LOSS);
	int left = world->bought - world->sold;
	bool entering = entry->exists && life_rules_is_open(entry->status);
	assert_true(left >= 0);
	/* Never more on sale than there is. */
	assert_true(covered <= left);
	if (!entering && !world->exit_ended)
		assert_int_equal(covered, left);
	if (leg_rules_is_armed(&world->group))
		assert_int_equal(loss->quantity.e9 - loss->filled.e9, profit);
}

static struct world start(int kind)
{
	static const enum terms_class classes[] = {
		TERMS_BRACKET, TERMS_OCO, TERMS_OTO, TERMS_OTO};
	struct world world = {.group = {.class = classes[kind]}};
	struct leg_order held = {true, TERMS_HELD, {SIZE}, {0}},
			 working = {true, TERMS_NEW, {SIZE}, {0}};
	if (kind == 1) {
		world.bought = SIZE;
		world.group.orders[TERMS_TAKE_PROFIT] = working;
	} else {
		world.group.orders[TERMS_ENTRY] = working;
	}
	if (kind == 0 || kind == 2)
		world.group.orders[TERMS_TAKE_PROFIT] = held;
	if (kind != 2)
		world.group.orders[TERMS_STOP_LOSS] = held;
	return world;
}

/* Tries everything that can happen next, to a depth. */
static void live_on(const struct world *world, int steps)
{
	check(world);
	for (int i = 0; steps > 0 && i < 3 * HAPPENINGS; i++) {
		struct world next = *world;
		happen(&next, (enum terms_role)(TERMS_ENTRY + i % 3), i / 3);
		if (memcmp(&next, world, sizeof(next)) != 0)
			live_on(&next, steps - 1);
	}
}

/* The entry filled at once and then all sequences; and all sequences from the start. */
static void every_life(void **state)
{
	(void)state;
	for (int kind = 0; kind < 4; kind++) {
		struct world world = start(kind);
		live_on(&world, STEPS);
		for (int share = 0; share < SIZE; share++)
			happen(&world, TERMS_ENTRY, SHARE);
		live_on(&world, STEPS);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_life),
	};
	return cmocka_run_group_tests_name(
		"trading/leg_rules properties", tests, NULL, NULL);
}
