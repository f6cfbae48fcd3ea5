#include "trading/resting.h"

#include "trading/life_rules.h"
#include "trading/resting_table.h"
#include "trading/ticket_group.h"
#include "trading/trigger_rules.h"

#include <string.h>

struct resting *resting_new(int (*place_of)(const char *symbol), int places, size_t most)
{
	return resting_table_new(place_of, places, most);
}

void resting_free(struct resting *resting)
{
	resting_table_free(resting);
}

void resting_clear(struct resting *resting)
{
	resting_table_clear(resting);
}

static const struct resting_order *known_of(
	const struct resting *resting, int32_t at, int64_t number)
{
	while (at != RESTING_NONE && resting->entries[at].order.terms.number != number)
		at = resting->entries[at].next_own;
	return at == RESTING_NONE ? NULL : &resting->entries[at].order;
}

/* What an order went through in memory stays, as far as it is still the same. */
static void keep_course(const struct resting_order *known, struct resting_order *order)
{
	if (known == NULL || known->terms.status != order->terms.status)
		return;
	order->since_us = known->since_us;
	if (known->updated_us != order->updated_us)
		return;
	order->terms.stop = known->terms.stop;
	order->terms.high_water = known->terms.high_water;
	order->terms.ahead = known->terms.ahead;
	order->passed = known->passed;
	order->due = known->due;
	order->moved = known->moved;
}

static bool put_order(struct resting *resting, int32_t account, int32_t old,
	const struct tickets *orders, const struct ticket *ticket)
{
	int place = resting->place_of(ticket->terms.symbol);
	struct resting_entry *entry = resting_table_add(
		resting, account, place < resting->places ? place : RESTING_NONE);
	if (entry == NULL)
		return false;
	entry->order = (struct resting_order){.terms = ticket->terms,
		.updated_us = ticket->updated_us,
		.since_us = ticket->updated_us,
		.armed = ticket_group_is_armed(orders, ticket)};
	keep_course(known_of(resting, old, ticket->terms.number), &entry->order);
	return true;
}

int resting_put(struct resting *resting, const struct resting_owner *owner,
	const struct tickets *orders)
{
	int32_t at = resting_table_find(resting, owner->account_id);
	bool fits = true;
	if (at == RESTING_NONE && orders->count == 0)
		return 0;
	if (at == RESTING_NONE)
		at = resting_table_open(resting, owner);
	if (at == RESTING_NONE)
		return -1;
	int32_t old = resting->accounts[at].first;
	resting->accounts[at].first = RESTING_NONE;
	resting->accounts[at].owner = *owner;
	resting->accounts[at].put = true;
	for (size_t i = 0; i < orders->count && fits; i++)
		if (life_rules_is_open(orders->items[i].terms.status))
			fits = put_order(resting, at, old, orders, &orders->items[i]);
	resting_table_drop(resting, old);
	/* One that is due is closed when it is settled. */
	if (resting->accounts[at].first == RESTING_NONE && !resting->accounts[at].due)
		resting_table_close(resting, at);
	return fits ? 0 : -1;
}

void resting_sweep(struct resting *resting)
{
	for (size_t i = 0; i < resting->account_pool.room; i++) {
		struct resting_account *account = &resting->accounts[i];
		bool stale =
			!account->put && !account->due && account->first != RESTING_NONE;
		account->put = false;
		if (!stale)
			continue;
		resting_table_drop(resting, account->first);
		account->first = RESTING_NONE;
		resting_table_close(resting, (int32_t)i);
	}
}

size_t resting_count(const struct resting *resting)
{
	return resting->count;
}

bool resting_has(const struct resting *resting, int place)
{
	return resting_table_first(resting, place) != RESTING_NONE;
}

static void make_due(struct resting *resting, int32_t at)
{
	struct resting_account *account = &resting->accounts[at];
	if (account->due)
		return;
	account->due = true;
	account->next_due = RESTING_NONE;
	if (resting->last_due == RESTING_NONE)
		resting->first_due = at;
	else
		resting->accounts[resting->last_due].next_due = at;
	resting->last_due = at;
	resting->due_count++;
}

/* What an order sees: what passed before it came, or changed, is not for it. */
static struct tape_passed passed_for(
	const struct resting_order *order, const struct resting_sight *sight)
{
	struct tape_passed passed = sight->since;
	if (order->since_us > sight->looked_us)
		passed = tape_lately(sight->snapshot, order->since_us);
	passed.open = sight->since.open;
	return order->due ? tape_join(order->passed, passed) : passed;
}

void resting_show(struct rest_view *view, const struct tape_passed *passed)
{
	view->market.open = view->market.open || passed->open;
	view->market.volume = passed->volume;
	view->market.high = passed->volume > 0 ? passed->high : view->market.last;
	view->market.low = passed->volume > 0 ? passed->low : view->market.last;
}

static void look_at(struct resting *resting, struct resting_entry *entry,
	const struct resting_sight *sight)
{
	struct resting_account *account = &resting->accounts[entry->account];
	struct resting_order *order = &entry->order;
	struct tape_passed passed = passed_for(order, sight);
	struct rest_view view = sight->view;
	struct rest_change change;
	view.model.kind = account->owner.fill_model;
	view.model.seed = account->owner.seed;
	view.looked = view.looked && !order->due;
	resting_show(&view, &passed);
	enum rest_step step =
		rest_rules_next(&order->terms, order->armed, &view, &change);
	if (step == REST_WAITS)
		return;
	if (step != REST_MOVES) {
		order->due = true;
		order->passed = passed;
		make_due(resting, entry->account);
		return;
	}
	order->terms.stop = change.stop;
	order->terms.high_water = change.high_water;
	order->terms.ahead = change.ahead;
	order->moved = true;
	if (account->moved_us == 0)
		account->moved_us = view.now_us;
}

void resting_look(struct resting *resting, int place, const struct resting_sight *sight)
{
	for (int32_t at = resting_table_first(resting, place); at != RESTING_NONE;
		at = resting->entries[at].next_here)
		look_at(resting, &resting->entries[at], sight);
}

void resting_flush(struct resting *resting, int64_t before_us, size_t most)
{
	size_t room = resting->account_pool.room, first = resting->flushed;
	for (size_t i = 0; i < room && most > 0; i++) {
		size_t at = (first + i) % room;
		const struct resting_account *account = &resting->accounts[at];
		if (account->moved_us == 0 || account->moved_us >= before_us)
			continue;
		make_due(resting, (int32_t)at);
		resting->flushed = at + 1;
		most--;
	}
}

size_t resting_due_count(const struct resting *resting)
{
	return resting->due_count;
}

const struct resting_owner *resting_due(const struct resting *resting)
{
	return resting->first_due == RESTING_NONE
		       ? NULL
		       : &resting->accounts[resting->first_due].owner;
}

const struct resting_order *resting_find(
	const struct resting *resting, const struct resting_owner *owner, int64_t number)
{
	int32_t account = resting_table_find(resting, owner->account_id);
	if (account == RESTING_NONE)
		return NULL;
	return known_of(resting, resting->accounts[account].first, number);
}

/* Puts it where it belongs among so many, of which the last may fall out. */
static size_t insert(const struct resting_order **orders, size_t count, size_t most,
	const struct resting_order *order)
{
	size_t at = count;
	while (at > 0 && trigger_rules_compare(&order->terms, &orders[at - 1]->terms) < 0)
		at--;
	if (at == most)
		return count;
	size_t kept = count < most ? count : most - 1;
	memmove(&orders[at + 1], &orders[at], (kept - at) * sizeof(*orders));
	orders[at] = order;
	return kept + 1;
}

size_t resting_due_orders(const struct resting *resting,
	const struct resting_owner *owner, const struct resting_order **orders,
	size_t most)
{
	size_t count = 0;
	int32_t account = resting_table_find(resting, owner->account_id);
	if (account == RESTING_NONE)
		return 0;
	for (int32_t at = resting->accounts[account].first; at != RESTING_NONE;
		at = resting->entries[at].next_own)
		if (resting->entries[at].order.due)
			count = insert(orders, count, most, &resting->entries[at].order);
	return count;
}

/* Takes the first off the list. */
static int32_t take_due(struct resting *resting)
{
	int32_t at = resting->first_due;
	if (at == RESTING_NONE)
		return RESTING_NONE;
	struct resting_account *account = &resting->accounts[at];
	resting->first_due = account->next_due;
	if (resting->first_due == RESTING_NONE)
		resting->last_due = RESTING_NONE;
	account->due = false;
	resting->due_count--;
	return at;
}

void resting_defer(struct resting *resting)
{
	int32_t at = take_due(resting);
	if (at != RESTING_NONE)
		make_due(resting, at);
}

void resting_settle(struct resting *resting, const int64_t *numbers, size_t count)
{
	int32_t account = take_due(resting);
	bool more = false;
	if (account == RESTING_NONE)
		return;
	struct resting_account *settled = &resting->accounts[account];
	settled->moved_us = 0;
	for (int32_t at = settled->first; at != RESTING_NONE;
		at = resting->entries[at].next_own) {
		struct resting_order *order = &resting->entries[at].order;
		order->moved = false;
		for (size_t i = 0; i < count && order->due; i++)
			order->due = order->terms.number != numbers[i];
		more = more || order->due;
	}
	if (more)
		make_due(resting, account);
	else if (settled->first == RESTING_NONE)
		resting_table_close(resting, account);
}
