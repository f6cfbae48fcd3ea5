#include "market/sim/sim_news.h"

#include "base/arena.h"
#include "market/calendar.h"
#include "market/sim/sim_actions.h"
#include "market/sim/sim_declared.h"
#include "market/sim/sim_wording.h"
#include "market/sim/sim_wrap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Sessions whose declarations are looked up together; bulletins of a session at the
 * most. */
enum { STRETCH = 32 };

static const char *const PUBLISHER = "PaperTrade Simulated News";
static const int64_t SECOND_US = 1000000;

/* A query at work. */
struct search {
	struct provider_call *call;
	const struct news_query *query;
	int64_t from_us;
	int64_t until_us;
	size_t limit;
	bool market; /* bulletins on the market are wanted */
	int *places; /* of the listing */
	int place_count;
	struct sim_bulletin *found; /* room for the limit and one session */
	size_t count;
	struct sim_bulletin *declared; /* of a stretch of sessions */
	size_t declared_count;
	int32_t stretch; /* its number; -1: none yet */
};

static enum provider_fault no_memory(struct provider_call *call)
{
	snprintf(call->problem, sizeof(call->problem), "no memory");
	return PROVIDER_FAILED;
}

static bool names_symbol(const struct news_query *query, const char *symbol)
{
	for (size_t i = 0; i < query->symbol_count; i++)
		if (strcmp(query->symbols[i], symbol) == 0)
			return true;
	return query->symbol_count == 0;
}

static bool names_market(const struct news_query *query, enum sim_bulletin_kind kind)
{
	const char *const *symbols;
	size_t count = sim_wrap_symbols(kind, &symbols);
	for (size_t i = 0; i < count; i++)
		if (names_symbol(query, symbols[i]))
			return true;
	return false;
}

/* False when there is no memory. */
static bool take_places(struct search *search)
{
	const struct news_query *query = search->query;
	size_t most =
		query->symbol_count == 0 ? (size_t)listing_count() : query->symbol_count;
	search->places = arena_alloc(search->call->arena, most * sizeof(int));
	if (search->places == NULL)
		return false;
	if (query->symbol_count == 0) {
		while (search->place_count < listing_count()) {
			search->places[search->place_count] = search->place_count;
			search->place_count++;
		}
		return true;
	}
	for (size_t i = 0; i < query->symbol_count; i++) {
		int place = listing_find(query->symbols[i]);
		bool known = place < 0;
		for (int k = 0; k < search->place_count; k++)
			known = known || search->places[k] == place;
		if (!known)
			search->places[search->place_count++] = place;
	}
	return true;
}

static void keep(struct search *search, const struct sim_bulletin *bulletin)
{
	if (bulletin->time_us >= search->from_us && bulletin->time_us < search->until_us)
		search->found[search->count++] = *bulletin;
}

/* Looks up what is declared in the stretch that holds a session. */
static bool read_declared(struct search *search, int32_t number)
{
	if (search->stretch == number / STRETCH)
		return true;
	search->stretch = number / STRETCH;
	search->declared_count = 0;
	const char *only =
		search->place_count == 1 ? listing_at(search->places[0])->symbol : NULL;
	return sim_declared(search->call->arena, only, search->stretch * STRETCH,
		       (search->stretch + 1) * STRETCH - 1, &search->declared,
		       &search->declared_count) == 0;
}

static bool take_session(struct search *search, int32_t number)
{
	struct sim_bulletin bulletins[SIM_BULLETIN_MOST];
	if (search->place_count > 0 && !read_declared(search, number))
		return false;
	for (int i = 0; i < search->place_count; i++) {
		size_t count = sim_bulletin_share(search->places[i], number, bulletins);
		for (size_t k = 0; k < count; k++)
			keep(search, &bulletins[k]);
	}
	for (size_t i = 0; i < search->declared_count; i++)
		if (search->declared[i].number == number &&
			names_symbol(search->query,
				listing_at(search->declared[i].place)->symbol))
			keep(search, &search->declared[i]);
	size_t count = search->market ? sim_wrap(number, bulletins) : 0;
	for (size_t i = 0; i < count; i++)
		if (names_market(search->query, bulletins[i].kind))
			keep(search, &bulletins[i]);
	return true;
}

static int oldest_first(const void *a, const void *b)
{
	const struct sim_bulletin *left = a;
	const struct sim_bulletin *right = b;
	if (left->time_us != right->time_us)
		return left->time_us < right->time_us ? -1 : 1;
	return left->id < right->id ? -1 : left->id > right->id;
}

static int newest_first(const void *a, const void *b)
{
	return oldest_first(b, a);
}

/* Is the page full of what comes before anything that `number`, the session that would
 * be next, can hold? */
static bool is_settled(const struct search *search, int32_t number)
{
	if (search->count < search->limit)
		return false;
	const struct calendar *calendar = sim_world()->calendar;
	struct calendar_session session = calendar_numbered(calendar, number);
	int64_t last_us = search->found[search->limit - 1].time_us;
	if (search->query->ascending)
		return last_us < calendar_midnight_us(calendar, session.day);
	return last_us >= session.close_us + SIM_BULLETIN_LATEST_S * SECOND_US;
}

static void settle(struct search *search)
{
	qsort(search->found, search->count, sizeof(*search->found),
		search->query->ascending ? oldest_first : newest_first);
	if (search->count > search->limit)
		search->count = search->limit;
}

/* From session to session, in the order that is asked for, until there is enough. A
 * session's last bulletins come after the next midnight where it ends with it. */
static bool take_sessions(struct search *search)
{
	const struct calendar *calendar = sim_world()->calendar;
	int32_t last = calendar_sessions(calendar) - 1;
	int32_t low =
		calendar_number(calendar, calendar_day_of(calendar, search->from_us)) - 1;
	int32_t high = calendar_number(
		calendar, calendar_day_of(calendar, search->until_us - 1));
	low = low < 0 ? 0 : low;
	high = high > last ? last : high;
	bool ascending = search->query->ascending;
	int32_t number = ascending ? low : high;
	while (number >= low && number <= high) {
		if (!take_session(search, number))
			return false;
		settle(search);
		number += ascending ? 1 : -1;
		if (number >= low && number <= high && is_settled(search, number))
			break;
	}
	return true;
}

static bool write_item(struct search *search, const struct sim_bulletin *bulletin,
	struct news_item *item)
{
	struct arena *arena = search->call->arena;
	*item = (struct news_item){
		.id = bulletin->id,
		.created_us = bulletin->time_us,
		.updated_us = bulletin->time_us,
		.headline = sim_wording(arena, bulletin, SIM_WORDING_HEADLINE),
		.summary = sim_wording(arena, bulletin, SIM_WORDING_SUMMARY),
		.author = PUBLISHER,
		.publisher = PUBLISHER,
		.source = SOURCE_SIM,
	};
	if (bulletin->place == SIM_BULLETIN_MARKET) {
		const char *const *symbols;
		size_t count = sim_wrap_symbols(bulletin->kind, &symbols);
		while (item->symbol_count < count && item->symbol_count < NEWS_SYMBOLS) {
			item->symbols[item->symbol_count] = symbols[item->symbol_count];
			item->symbol_count++;
		}
	} else {
		item->symbols[item->symbol_count++] = listing_at(bulletin->place)->symbol;
	}
	return item->headline != NULL && item->summary != NULL;
}

static enum provider_fault write_news(struct search *search, struct news *news)
{
	news->items = arena_alloc(
		search->call->arena, (search->count + 1) * sizeof(*news->items));
	if (news->items == NULL)
		return no_memory(search->call);
	for (news->count = 0; news->count < search->count; news->count++)
		if (!write_item(search, &search->found[news->count],
			    &news->items[news->count]))
			return no_memory(search->call);
	return PROVIDER_OK;
}

static bool open_search(struct search *search)
{
	const struct news_query *query = search->query;
	const struct calendar *calendar = sim_world()->calendar;
	int64_t first_us =
		calendar_midnight_us(calendar, calendar_numbered(calendar, 0).day);
	search->from_us = query->from_us < first_us ? first_us : query->from_us;
	search->until_us = query->until_us;
	if (search->until_us > search->call->now_us)
		search->until_us = search->call->now_us + 1;
	search->limit = query->limit < SIM_NEWS_LIMIT ? query->limit : SIM_NEWS_LIMIT;
	search->market = names_market(query, SIM_BULLETIN_MARKET_ENDS_UP) ||
			 names_market(query, SIM_BULLETIN_RATES_HELD);
	if (!take_places(search))
		return false;
	size_t session = ((size_t)search->place_count + 1) * SIM_BULLETIN_MOST;
	search->found = arena_alloc(
		search->call->arena, (search->limit + session) * sizeof(*search->found));
	return search->found != NULL;
}

enum provider_fault sim_news_find(
	struct provider_call *call, const struct news_query *query, struct news *news)
{
	struct search search = {.call = call, .query = query, .stretch = -1};
	*news = (struct news){0};
	if (!open_search(&search))
		return no_memory(call);
	if (query->symbol_count > 0 && search.place_count == 0)
		return PROVIDER_UNKNOWN;
	if (search.limit == 0 || search.from_us >= search.until_us)
		return PROVIDER_OK;
	if (!take_sessions(&search))
		return no_memory(call);
	return write_news(&search, news);
}
