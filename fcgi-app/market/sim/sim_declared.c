#include "market/sim/sim_declared.h"

#include "base/arena.h"
#include "market/provider.h"
#include "market/sim/sim_actions.h"
#include "market/sim/sim_math.h"

/* An ex-date comes at most so many days after the declaration. */
enum { NOTICE = 60 };

enum { SLOT_DIVIDEND = 16, SLOT_SPLIT };

enum { SEVEN = 7 * 3600, TWO_HOURS = 2 * 3600 };

static enum sim_bulletin_kind kind_of(const struct action *action)
{
	if (action->kind == ACTION_CASH_DIVIDEND)
		return SIM_BULLETIN_DIVIDEND;
	return action->new_shares < action->old_shares ? SIM_BULLETIN_REVERSE_SPLIT
						       : SIM_BULLETIN_SPLIT;
}

/* Of the first session on the day of the declaration or after it. */
static void note(const struct action *action, struct sim_bulletin *bulletin)
{
	const struct calendar *calendar = sim_world()->calendar;
	int32_t number = calendar_number(calendar, action->declaration_day);
	int32_t day = calendar_numbered(calendar, number).day;
	*bulletin = (struct sim_bulletin){
		.kind = kind_of(action),
		.place = listing_find(action->symbol),
		.number = number,
		.amount_e4 = action->cash.e6 / 100,
		.new_shares = (int32_t)action->new_shares,
		.old_shares = (int32_t)action->old_shares,
		.day = action->ex_day,
	};
	sim_bulletin_sign(
		bulletin, day, action->kind == ACTION_SPLIT ? SLOT_SPLIT : SLOT_DIVIDEND);
	int32_t second = (int32_t)(sim_math_unit(bulletin->bits) * TWO_HOURS);
	bulletin->time_us = calendar_at_us(calendar, day, SEVEN + second);
}

int sim_declared(struct arena *arena, const char *symbol, int32_t from, int32_t until,
	struct sim_bulletin **bulletins, size_t *count)
{
	const struct calendar *calendar = sim_world()->calendar;
	int32_t last = calendar_sessions(calendar) - 1;
	struct actions actions;
	if (until > last)
		until = last;
	int32_t until_day = calendar_numbered(calendar, until).day;
	struct action_query query = {
		.symbol = symbol,
		.from_day = calendar_numbered(calendar, from).day,
		.until_day = until_day + NOTICE,
		.kinds = 1U << ACTION_CASH_DIVIDEND | 1U << ACTION_SPLIT,
		.limit = PROVIDER_ITEMS,
	};
	*count = 0;
	if (sim_actions(arena, &query, until_day, &actions) != 0)
		return -1;
	*bulletins = arena_alloc(arena, (actions.count + 1) * sizeof(**bulletins));
	if (*bulletins == NULL)
		return -1;
	for (size_t i = 0; i < actions.count; i++) {
		int32_t number =
			calendar_number(calendar, actions.items[i].declaration_day);
		if (number >= from && number <= until)
			note(&actions.items[i], &(*bulletins)[(*count)++]);
	}
	return 0;
}
