#include "trading/corporate_effect.h"

#include "base/arena.h"
#include "base/log.h"
#include "trading/action_rules.h"
#include "trading/ticket_life.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const int64_t RATIO_MOST = 1000000;
enum { SHARES = 1 };

/* An action on its way through a book. */
struct effect {
	struct post *post;
	struct book *book;
	const struct action *action;
	struct corporate_event event;
	enum ledger_kind kind;
	int64_t ex_us; /* when its day began */
	char name[CORPORATE_EFFECT_NAME];
	bool changed;
};

/* How rules and ledger call it. False: nothing follows from it. */
static bool kind_of(
	const struct action *action, enum corporate_kind *kind, enum ledger_kind *ledger)
{
	switch ((enum action_kind)action->kind) {
	case ACTION_SPLIT:
		*kind = CORPORATE_SPLIT;
		*ledger = LEDGER_SPLIT;
		return true;
	case ACTION_STOCK_DIVIDEND:
		*kind = CORPORATE_STOCK_DIVIDEND;
		*ledger = LEDGER_STOCK_DIVIDEND;
		return true;
	case ACTION_CASH_DIVIDEND:
		*kind = CORPORATE_CASH_DIVIDEND;
		*ledger = LEDGER_DIVIDEND;
		return true;
	case ACTION_SYMBOL_CHANGE:
		*kind = CORPORATE_SYMBOL_CHANGE;
		*ledger = LEDGER_SYMBOL_CHANGE;
		return true;
	case ACTION_DELISTING:
		*kind = CORPORATE_DELISTING;
		*ledger = LEDGER_DELISTING;
		return true;
	case ACTION_SPIN_OFF:
	case ACTION_KINDS:
		break;
	}
	return false;
}

static bool is_sound(const struct action *action, enum corporate_kind kind)
{
	bool divides = kind == CORPORATE_SPLIT || kind == CORPORATE_STOCK_DIVIDEND;
	bool renames = kind == CORPORATE_SYMBOL_CHANGE;
	return action->symbol[0] != '\0' && action->ex_day > 0 && action->cash.e6 >= 0 &&
	       (!divides || (action->new_shares > 0 && action->old_shares > 0 &&
				    action->new_shares <= RATIO_MOST &&
				    action->old_shares <= RATIO_MOST)) &&
	       (!renames || (action->new_symbol[0] != '\0' &&
				    strcmp(action->symbol, action->new_symbol) != 0));
}

bool corporate_effect_name(
	const struct action *action, char name[static CORPORATE_EFFECT_NAME])
{
	char day[CALENDAR_DATE_SIZE];
	enum corporate_kind kind;
	enum ledger_kind ledger;
	if (!kind_of(action, &kind, &ledger) || !is_sound(action, kind))
		return false;
	calendar_format_day(action->ex_day, day);
	snprintf(name, CORPORATE_EFFECT_NAME, "%s %s %s", ledger_rules_kind(ledger),
		action->symbol, day);
	return true;
}

/* What a share is worth after a split: the last price may still be one from before. */
static struct price price_after(const struct effect *effect)
{
	struct scene scene;
	struct price price, last_close;
	const struct action *action = effect->action;
	scene_of(action->symbol, &effect->book->time, &scene);
	scene_prices(&scene.snapshot, &price, &last_close);
	if (scene.snapshot.trade.time_us < effect->ex_us &&
		!price_times_ratio(price, action->old_shares, action->new_shares,
			DECIMAL_HALF_EVEN, &price))
		return (struct price){0};
	return price;
}

static void make_event(struct effect *effect)
{
	const struct action *action = effect->action;
	struct corporate_event *event = &effect->event;
	event->after = action->new_shares;
	event->before = action->old_shares;
	event->price = action->cash;
	event->number = effect->book->lot_number + 1;
	event->time_us = effect->book->time.now_us;
	memcpy(event->new_symbol, action->new_symbol, sizeof(event->new_symbol));
	if (event->kind == CORPORATE_SPLIT || event->kind == CORPORATE_STOCK_DIVIDEND)
		event->price = price_after(effect);
}

/* A lot that was opened for so many shares was, in shares as they are now, opened for
 * others; never for fewer than are left of it. */
static bool restate_fact(
	const struct effect *effect, const struct lots *lots, struct lot_fact *fact)
{
	struct quantity restated;
	fact->changed = effect->event.kind != CORPORATE_CASH_DIVIDEND;
	if (effect->event.kind != CORPORATE_SPLIT &&
		effect->event.kind != CORPORATE_STOCK_DIVIDEND)
		return true;
	if (!quantity_times_ratio(fact->quantity, effect->event.after,
		    effect->event.before, DECIMAL_TRUNCATE, &restated))
		return false;
	for (size_t i = 0; i < lots->count; i++)
		if (lots->items[i].number == fact->number &&
			llabs(lots->items[i].quantity.e9) > llabs(restated.e9))
			restated = lots->items[i].quantity;
	if (!quantity_is_zero(restated))
		fact->quantity = restated;
	return true;
}

/* Lets the rule act on the lots that are older than the ex-day; the others stay. */
static enum lot_result act_on_lots(const struct effect *effect, struct lot_book *lots,
	struct lot_closings *closings, struct corporate_change *change)
{
	struct lots old = {.items = lots->lots.items, .limit = lots->lots.limit};
	while (old.count < lots->lots.count &&
		(old.items[old.count].opened_us < effect->ex_us ||
			effect->event.kind == CORPORATE_SYMBOL_CHANGE))
		old.count++;
	size_t before = old.count, later = lots->lots.count - before;
	*change = (struct corporate_change){0};
	if (before == 0)
		return LOT_OK;
	enum lot_result result =
		action_rules_holding(&effect->event, &old, closings, change);
	memmove(&lots->lots.items[old.count], &lots->lots.items[before],
		later * sizeof(*lots->lots.items));
	lots->lots.count = old.count + later;
	return result;
}

static bool write_transfer(struct effect *effect, const struct corporate_change *change)
{
	const struct action *action = effect->action;
	struct ledger_entry entries[LEDGER_FEW];
	struct ledger_transfer transfer = {.entries = entries, .limit = LEDGER_FEW};
	struct post_transfer written = {.transfer = &transfer,
		.event = effect->name,
		.symbol = action->symbol,
		.quantity = change->before,
		.note = effect->name};
	bool fits;
	if (effect->event.kind == CORPORATE_CASH_DIVIDEND) {
		written.per_share = action->cash;
		fits = ledger_rules_dividend(&transfer, change->cash);
	} else if (effect->event.kind == CORPORATE_SYMBOL_CHANGE) {
		fits = ledger_rules_rename(
			&transfer, action->symbol, action->new_symbol, change->before);
	} else {
		fits = ledger_rules_change(&transfer, effect->kind, action->symbol,
			change->before, change->after, change->cash);
	}
	return fits && post_transfer(effect->post, &written) == 0;
}

/* The position moves to its new symbol, and its lots with it. */
static bool rename_holding(
	struct effect *effect, struct book_holding *holding, struct lot_book *lots)
{
	struct scene scene;
	struct book *book = effect->book;
	scene_of(effect->action->new_symbol, &book->time, &scene);
	struct book_holding *other =
		book_holding_make(book, effect->action->new_symbol, &scene);
	if (other == NULL || quantity_sign(other->terms.quantity) ==
				     -quantity_sign(holding->terms.quantity)) {
		LOG(LOG_ERROR, "positions of both symbols contradict each other",
			LOG_TEXT("event", effect->name));
		return false;
	}
	other->changed = true;
	memcpy(lots->symbol, effect->action->new_symbol, sizeof(lots->symbol));
	bool fits = quantity_add(other->terms.quantity, holding->terms.quantity,
			    &other->terms.quantity) &&
		    money_add(other->terms.cost, holding->terms.cost, &other->terms.cost);
	holding->terms.quantity = (struct quantity){0};
	holding->terms.cost = (struct money){0};
	return fits;
}

static bool act_on_holding(struct effect *effect)
{
	struct book *book = effect->book;
	const char *symbol = effect->action->symbol;
	struct lot_book *lots = lot_book_find(&book->lots, symbol);
	struct book_holding *holding = book_holding(book, symbol);
	struct corporate_change change;
	if (holding == NULL || lots == NULL || lots->lots.count == 0 ||
		(lots->lots.items[0].opened_us >= effect->ex_us &&
			effect->event.kind != CORPORATE_SYMBOL_CHANGE))
		return true;
	struct lot_closings closings = {.limit = lots->lots.count + 1};
	closings.items =
		arena_alloc(book->arena, closings.limit * sizeof(*closings.items));
	if (closings.items == NULL ||
		act_on_lots(effect, lots, &closings, &change) != LOT_OK)
		return false;
	for (size_t i = 0; i < lots->fact_count; i++)
		if ((lots->facts[i].opened_us < effect->ex_us ||
			    effect->event.kind == CORPORATE_SYMBOL_CHANGE) &&
			!restate_fact(effect, &lots->lots, &lots->facts[i]))
			return false;
	book->lot_number++;
	effect->changed = holding->changed = true;
	post_closings(effect->post, lots, NULL, &closings);
	if (!lot_rules_sum(&lots->lots, &holding->terms.quantity, &holding->terms.cost) ||
		!money_add(book->account.cash, change.cash, &book->account.cash) ||
		!write_transfer(effect, &change))
		return false;
	return effect->event.kind != CORPORATE_SYMBOL_CHANGE ||
	       rename_holding(effect, holding, lots);
}

static bool rename_order(struct effect *effect, struct ticket *ticket)
{
	char id[INSTRUMENT_ID_SIZE];
	instrument_id(effect->action->new_symbol, id);
	ticket->asset_id = arena_copy(effect->book->arena, id, strlen(id));
	return ticket->asset_id != NULL;
}

static bool act_on_order(struct effect *effect, struct ticket *ticket)
{
	struct trade_details details = {0};
	switch (action_rules_order(&effect->event, SHARES, false, &ticket->terms)) {
	case CORPORATE_KEPT:
	case CORPORATE_TOO_LARGE:
		return true;
	case CORPORATE_CHANGED:
		effect->changed = true;
		ticket_life_touch(effect->book, ticket);
		post_event(effect->post, "restated", ticket);
		return effect->event.kind != CORPORATE_SYMBOL_CHANGE ||
		       rename_order(effect, ticket);
	case CORPORATE_CANCELS:
		break;
	}
	effect->changed = true;
	return ticket_life_end(effect->post, ticket, LIFE_CANCEL,
		       arena_copy(
			       effect->book->arena, effect->name, strlen(effect->name)),
		       &details) == REFUSE_NOTHING;
}

static bool act_on_orders(struct effect *effect)
{
	struct tickets *orders = &effect->book->orders;
	for (size_t i = 0; i < orders->count; i++) {
		struct ticket *ticket = &orders->items[i];
		if (strcmp(ticket->terms.symbol, effect->action->symbol) != 0 ||
			!life_rules_is_open(ticket->terms.status) ||
			ticket->updated_us >= effect->ex_us)
			continue;
		if (!act_on_order(effect, ticket))
			return false;
	}
	return true;
}

enum visit_wish corporate_effect_act(struct post *post, void *context)
{
	struct effect effect = {.post = post, .book = post->book, .action = context};
	const struct scene_time *time = &post->book->time;
	if (!kind_of(effect.action, &effect.event.kind, &effect.kind) ||
		!corporate_effect_name(effect.action, effect.name))
		return VISIT_LEAVE;
	effect.ex_us = calendar_midnight_us(time->calendar, effect.action->ex_day);
	make_event(&effect);
	/* It belongs to the session before: the one to come begins with what it leaves.
	 */
	post->book->session_day = effect.action->ex_day - 1;
	if (!act_on_holding(&effect) || !act_on_orders(&effect))
		return VISIT_BROKEN;
	return effect.changed ? VISIT_WRITE : VISIT_LEAVE;
}
