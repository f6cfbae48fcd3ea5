#include "market/sim/sim_actions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "market/provider.h"
#include "market/sim/sim_dividend.h"
#include "market/sim/sim_split.h"

/* Days, and sessions. */
enum { DIVIDEND_NOTICE = 20, SPLIT_NOTICE = 25, SPLIT_RECORD = 5, PAID_AFTER = 18 };

/* Of one share in one month; a year has at most one split. */
enum { MONTH_LIMIT = 2 };

/* The day of a session, or for one past the calendar of the last. */
static int32_t day_of(int32_t number)
{
	const struct calendar *calendar = sim_world()->calendar;
	int32_t last = calendar_sessions(calendar) - 1;
	number = number < 0 ? 0 : number > last ? last : number;
	return calendar_numbered(calendar, number).day;
}

static struct action dividend_of(const struct sim_share *share, int32_t number)
{
	const struct calendar *calendar = sim_world()->calendar;
	struct action action = {.kind = ACTION_CASH_DIVIDEND, .ex_day = day_of(number)};
	action.declaration_day = action.ex_day - DIVIDEND_NOTICE;
	/* Who buys on the last day with the dividend is on record when that settles. */
	action.record_day = calendar_settlement(calendar, day_of(number - 1));
	int32_t paid = calendar_number(calendar, action.record_day + PAID_AFTER);
	action.payable_day = day_of(paid);
	action.cash.e6 = sim_dividend_cents(share, number) * 10000;
	return action;
}

static struct action split_of(const struct sim_split *split)
{
	struct action action = {.kind = ACTION_SPLIT, .ex_day = day_of(split->number)};
	action.declaration_day = action.ex_day - SPLIT_NOTICE;
	action.record_day = day_of(split->number - SPLIT_RECORD);
	action.payable_day = day_of(split->number - 1);
	action.new_shares = split->new_shares;
	action.old_shares = split->old_shares;
	return action;
}

/* What is looked for, and the month that is looked at. */
struct search {
	const struct action_query *query;
	int32_t today;
	int year;
	int month;
	struct action *found; /* in the month */
	size_t count;
};

static void take(
	struct search *search, const struct sim_share *share, const struct action *action)
{
	const struct action_query *query = search->query;
	if ((query->kinds != 0 && (query->kinds & 1U << action->kind) == 0) ||
		action->ex_day < query->from_day || action->ex_day > query->until_day ||
		action->declaration_day > search->today)
		return;
	struct action *taken = &search->found[search->count++];
	*taken = *action;
	snprintf(taken->symbol, sizeof(taken->symbol), "%s", share->listing->symbol);
}

static void search_share(struct search *search, const struct sim_share *share)
{
	int32_t number = sim_dividend_session(share, search->year, search->month);
	int32_t sessions = calendar_sessions(sim_world()->calendar);
	if (number >= 0 && number < sessions && sim_dividend_cents(share, number) > 0) {
		struct action dividend = dividend_of(share, number);
		take(search, share, &dividend);
	}
	size_t count;
	const struct sim_split *splits = sim_split(share, &count);
	for (size_t i = 0; i < count; i++) {
		struct action split = split_of(&splits[i]);
		int year, month, of_month;
		clock_date_of(split.ex_day, &year, &month, &of_month);
		if (year == search->year && month == search->month)
			take(search, share, &split);
	}
}

static int compare(const void *a, const void *b)
{
	const struct action *left = a, *right = b;
	if (left->ex_day != right->ex_day)
		return left->ex_day < right->ex_day ? -1 : 1;
	int order = strcmp(left->symbol, right->symbol);
	return order != 0 ? order : left->kind - right->kind;
}

static void search_month(struct search *search, int place)
{
	search->count = 0;
	if (place >= 0) {
		search_share(search, sim_world_share(place));
	} else {
		for (int i = 0; i < listing_count(); i++)
			search_share(search, sim_world_share(i));
	}
	qsort(search->found, search->count, sizeof(*search->found), compare);
}

/* Months since the year 0. */
static int32_t month_of(int32_t day)
{
	int year, month, of_month;
	clock_date_of(day, &year, &month, &of_month);
	return year * 12 + month - 1;
}

static int32_t within(int32_t month)
{
	int32_t first = CALENDAR_FIRST_YEAR * 12, last = CALENDAR_LAST_YEAR * 12 + 11;
	return month < first ? first : month > last ? last : month;
}

static int search_months(
	struct search *search, struct arena *arena, int place, struct actions *actions)
{
	const struct action_query *query = search->query;
	int32_t first = within(month_of(query->from_day));
	int32_t last = within(month_of(query->until_day));
	size_t a_month = (place < 0 ? (size_t)listing_count() : 1) * MONTH_LIMIT;
	size_t most = (size_t)(last - first + 1) * a_month;
	size_t limit = query->limit < PROVIDER_ITEMS ? query->limit : PROVIDER_ITEMS;
	limit = limit < most ? limit : most;
	search->found = arena_alloc(arena, a_month * sizeof(*search->found));
	actions->items = arena_alloc(arena, limit * sizeof(*actions->items));
	if (search->found == NULL || actions->items == NULL)
		return -1;
	for (int32_t month = first; month <= last && actions->count < limit; month++) {
		search->year = month / 12;
		search->month = month % 12 + 1;
		search_month(search, place);
		for (size_t i = 0; i < search->count && actions->count < limit; i++)
			actions->items[actions->count++] = search->found[i];
	}
	return 0;
}

int sim_actions(struct arena *arena, const struct action_query *query, int32_t today,
	struct actions *actions)
{
	*actions = (struct actions){0};
	int place = query->symbol == NULL ? -1 : listing_find(query->symbol);
	if ((query->symbol != NULL && place < 0) || query->from_day > query->until_day ||
		query->limit == 0)
		return 0;
	struct search search = {.query = query, .today = today};
	return search_months(&search, arena, place, actions);
}
