#include "api/corporate_actions.h"

#include "api/action_wire.h"
#include "api/day.h"
#include "api/market_context.h"
#include "api/page.h"
#include "base/arena.h"
#include "http/reply.h"
#include "http/request.h"
#include "market/catalogue.h"

#include <stdlib.h>
#include <string.h>

enum { SYMBOLS_MOST = 200, YEAR = 366, MONTH = 31, NEAR = 90, FOUND_MOST = 20000 };

enum { SCRATCH_FIRST = 1 << 18, SCRATCH_MOST = 32 << 20 };

#define COMMON                                                                           \
	[CORPORATE_ACTIONS_SYMBOLS] = {.name = "symbols",                                \
		.place = PARAM_QUERY,                                                    \
		.kind = PARAM_SYMBOLS,                                                   \
		.most = SYMBOLS_MOST,                                                    \
		.description = "Of these, separated by commas. Default: of all."},       \
	[CORPORATE_ACTIONS_TYPES] = {.name = "types",                                    \
		.place = PARAM_QUERY,                                                    \
		.kind = PARAM_TEXT,                                                      \
		.most = 256,                                                             \
		.description = "Of these types, separated by commas: reverse_split, "    \
			       "forward_split, cash_dividend, stock_dividend, "          \
			       "spin_off, name_change, worthless_removal. Default: "     \
			       "all."},                                                  \
	[CORPORATE_ACTIONS_LIMIT] =                                                      \
		PAGE_LIMIT(1000, "100", "At most so many in a page."),                   \
	[CORPORATE_ACTIONS_SORT] = {.name = "sort",                                      \
		.place = PARAM_QUERY,                                                    \
		.kind = PARAM_CHOICE,                                                    \
		.choices = "asc desc",                                                   \
		.initial = "asc",                                                        \
		.description = "Soonest or latest ex-date first."},                      \
	[CORPORATE_ACTIONS_TOKEN] = PAGE_TOKEN

const struct param corporate_actions_params[CORPORATE_ACTIONS_PARAMS] = {
	COMMON,
	[CORPORATE_ACTIONS_START] =
		DAY_PARAM("start", "From that ex-date on. Default: today."),
	[CORPORATE_ACTIONS_END] =
		DAY_PARAM("end", "Until that ex-date, inclusive. Default: today."),
};

const struct param corporate_actions_list_params[CORPORATE_ACTIONS_LIST_PARAMS] = {
	COMMON,
	[CORPORATE_ACTIONS_START] = DAY_PARAM(
		"start", "From that ex-date on. Default: 90 days before today."),
	[CORPORATE_ACTIONS_END] = DAY_PARAM(
		"end", "Until that ex-date, inclusive. Default: 90 days after today."),
	[CORPORATE_ACTIONS_SYMBOL] = {.name = "symbol",
		.place = PARAM_QUERY,
		.kind = PARAM_SYMBOL,
		.description = "Of this one."},
};

/* A page being made. */
struct page {
	struct request *request;
	struct reply *reply;
	struct feed feed;
	const char *const *symbols;
	size_t symbol_count; /* 0: all */
	bool strict;         /* an unknown symbol is refused, else it has none */
	unsigned types;      /* 0: all */
	int32_t from_day;
	int32_t until_day;
	bool descending;
	struct page_position at;
	size_t size;
	struct action *found;
	size_t count;
	size_t first; /* of the page, among those found */
	size_t told;
	struct feed_origin origin;
};

static int ascending(const void *a, const void *b)
{
	const struct action *left = a;
	const struct action *right = b;
	if (left->ex_day != right->ex_day)
		return left->ex_day < right->ex_day ? -1 : 1;
	int order = strcmp(left->symbol, right->symbol);
	return order != 0 ? order : left->kind - right->kind;
}

static int descending(const void *a, const void *b)
{
	return ascending(b, a);
}

static unsigned kinds_of(unsigned types)
{
	unsigned kinds = 0;
	for (unsigned type = 0; type < ACTION_WIRE_TYPES; type++)
		if ((types >> type & 1) != 0)
			kinds |= action_wire_kinds((enum action_wire_type)type);
	return kinds;
}

static bool is_wanted(const struct page *page, const struct action *action)
{
	enum action_wire_type type = action_wire_type_of(action);
	if (type == ACTION_WIRE_TYPES ||
		(page->types != 0 && (page->types >> type & 1) == 0))
		return false;
	for (size_t i = 0; i < page->symbol_count; i++)
		if (strcmp(page->symbols[i], action->symbol) == 0)
			return true;
	return page->symbol_count == 0;
}

/* Takes what is wanted of a stretch of days. Many symbols are asked for as all, since
 * a source is asked for one or for all. What is not wanted is forgotten at once: there
 * may be many stretches. */
static enum feed_fault find(
	struct page *page, struct arena *scratch, int32_t from, int32_t until)
{
	struct actions actions = {0};
	struct feed feed = page->feed;
	struct action_query query = {
		.symbol = page->symbol_count == 1 ? page->symbols[0] : NULL,
		.from_day = from,
		.until_day = until,
		.kinds = kinds_of(page->types),
		.limit = FOUND_MOST,
	};
	if (page->types != 0 && query.kinds == 0)
		return FEED_OK;
	feed.arena = scratch;
	enum feed_fault fault = feed_actions(&feed, &query, &actions, &page->origin);
	for (size_t i = 0; i < actions.count && page->count < FOUND_MOST; i++)
		if (is_wanted(page, &actions.items[i]))
			page->found[page->count++] = actions.items[i];
	arena_reset(scratch);
	return fault == FEED_UNKNOWN && !page->strict ? FEED_OK : fault;
}

/* Goes through the days, stretch by stretch, until there are enough for the page: a
 * year of one symbol or a month of all is no more than can be held. */
static enum feed_fault find_all(struct page *page, struct arena *scratch)
{
	size_t wanted = page->size + page->at.passed + 1;
	int32_t length = page->symbol_count == 1 ? YEAR : MONTH;
	int32_t from = page->from_day;
	int32_t until = page->until_day;
	while (from <= until && page->count < wanted) {
		bool rest = until - from < length;
		int32_t low = rest || !page->descending ? from : until - length + 1;
		int32_t high = rest || page->descending ? until : from + length - 1;
		enum feed_fault fault = find(page, scratch, low, high);
		if (fault != FEED_OK)
			return fault;
		if (page->descending)
			until = low - 1;
		else
			from = high + 1;
	}
	qsort(page->found, page->count, sizeof(*page->found),
		page->descending ? descending : ascending);
	return FEED_OK;
}

static enum feed_fault find_page(struct page *page)
{
	page->found = arena_alloc(page->feed.arena, FOUND_MOST * sizeof(*page->found));
	if (page->found == NULL)
		return FEED_BROKEN;
	struct arena *scratch = arena_new(SCRATCH_FIRST, SCRATCH_MOST);
	if (scratch == NULL)
		return FEED_BROKEN;
	enum feed_fault fault = find_all(page, scratch);
	arena_free(scratch);
	while (page->first < page->at.passed && page->first < page->count &&
		page->found[page->first].ex_day == page->at.time_us)
		page->first++;
	page->told = page->count - page->first;
	if (page->told > page->size)
		page->told = page->size;
	return fault;
}

/* The token of the page that follows; NULL at the end. */
static const char *next_token(const struct page *page, char token[PAGE_TOKEN_SIZE])
{
	size_t end = page->first + page->told;
	if (page->told == 0 || end >= page->count)
		return NULL;
	struct page_position next = {.time_us = page->found[end - 1].ex_day};
	while (next.passed < end &&
		page->found[end - 1 - next.passed].ex_day == next.time_us)
		next.passed++;
	page_seal(page->request, &next, token);
	return token;
}

static bool refuse(struct page *page, int *refused, const char *field, const char *why)
{
	*refused = reply_refuse_field(page->reply, field, why);
	return false;
}

static bool read_days(struct page *page, int32_t before, int32_t after, int *refused)
{
	const struct param_value *start = &page->request->values[CORPORATE_ACTIONS_START];
	const struct param_value *end = &page->request->values[CORPORATE_ACTIONS_END];
	int32_t today = day_today(&page->feed);
	page->from_day = day_of(start, today - before);
	page->until_day = day_of(end, today + after);
	if (!end->given && page->until_day < page->from_day)
		page->until_day = page->from_day + after;
	if (!start->given && page->from_day > page->until_day)
		page->from_day = page->until_day - before;
	if (page->from_day <= page->until_day)
		return true;
	return refuse(page, refused, "end", "must not be before start");
}

/* Reads the parameters; false when that refused the request. The days default to those
 * around today. */
static bool read_page(struct page *page, int32_t before, int32_t after, int *refused)
{
	const struct param_value *values = page->request->values;
	const char *names = param_filled(&values[CORPORATE_ACTIONS_TYPES]);
	const char *token = param_filled(&values[CORPORATE_ACTIONS_TOKEN]);
	page->size = (size_t)values[CORPORATE_ACTIONS_LIMIT].integer;
	page->descending = strcmp(values[CORPORATE_ACTIONS_SORT].text, "desc") == 0;
	if (names != NULL && !action_wire_parse(names, &page->types))
		return refuse(page, refused, "types",
			"must be types of corporate actions, separated by commas");
	if (!read_days(page, before, after, refused))
		return false;
	if (token == NULL)
		return true;
	if (!page_open(page->request, token, &page->at))
		return refuse(page, refused, "page_token",
			"is not one that this query was given");
	if (page->descending)
		page->until_day = (int32_t)page->at.time_us;
	else
		page->from_day = (int32_t)page->at.time_us;
	return true;
}

static int read_symbols(struct page *page, const struct param_value *value)
{
	int count = param_symbols(page->request->arena, value, &page->symbols);
	page->symbol_count = count > 0 ? (size_t)count : 0;
	return count < 0 ? -1 : 0;
}

static void write_groups(struct json_writer *json, const struct page *page)
{
	for (unsigned type = 0; type < ACTION_WIRE_TYPES; type++) {
		bool open = false;
		for (size_t i = page->first; i < page->first + page->told; i++) {
			if (action_wire_type_of(&page->found[i]) != type)
				continue;
			if (!open) {
				json_write_key(json,
					action_wire_group((enum action_wire_type)type));
				json_write_array(json);
				open = true;
			}
			action_wire_write(json, &page->found[i], false);
		}
		if (open)
			json_write_array_end(json);
	}
}

int corporate_actions_grouped(struct request *request, struct reply *reply)
{
	int refused;
	char token[PAGE_TOKEN_SIZE];
	struct page page = {
		.request = request, .reply = reply, .feed = market_context_feed(request)};
	if (!read_page(&page, 0, 0, &refused))
		return refused;
	if (read_symbols(&page, &request->values[CORPORATE_ACTIONS_SYMBOLS]) != 0)
		return -1;
	enum feed_fault fault = find_page(&page);
	if (fault != FEED_OK)
		return market_context_fault(reply, fault, NULL);
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	json_write_key(&json, "corporate_actions");
	json_write_object(&json);
	write_groups(&json, &page);
	json_write_object_end(&json);
	json_write_pair(&json, "next_page_token", next_token(&page, token));
	json_write_object_end(&json);
	return reply_end(reply, 200);
}

/* The first symbol that nobody lists; NULL when there is none. */
static const char *stranger(const struct page *page)
{
	for (size_t i = 0; i < page->symbol_count; i++)
		if (catalogue_find(page->symbols[i]) < 0)
			return page->symbols[i];
	return NULL;
}

static int tell_list(struct page *page)
{
	char token[PAGE_TOKEN_SIZE];
	const char *symbol = stranger(page);
	enum feed_fault fault = symbol != NULL ? FEED_UNKNOWN : find_page(page);
	if (fault != FEED_OK)
		return market_context_fault(page->reply, fault, symbol);
	struct json_writer json = reply_json(page->reply);
	json_write_object(&json);
	json_write_key(&json, "corporate_actions");
	json_write_array(&json);
	for (size_t i = 0; i < page->told; i++)
		action_wire_write(&json, &page->found[page->first + i], true);
	json_write_array_end(&json);
	json_write_pair(&json, "next_page_token", next_token(page, token));
	market_context_origin(&json, &page->feed, &page->origin);
	json_write_object_end(&json);
	return reply_end(page->reply, 200);
}

int corporate_actions_list(struct request *request, struct reply *reply)
{
	int refused;
	const struct param_value *one = &request->values[CORPORATE_ACTIONS_SYMBOL];
	const struct param_value *many = &request->values[CORPORATE_ACTIONS_SYMBOLS];
	struct page page = {.request = request,
		.reply = reply,
		.feed = market_context_feed(request),
		.strict = true};
	if (!read_page(&page, NEAR, NEAR, &refused))
		return refused;
	if (param_filled(one) != NULL && param_filled(many) != NULL)
		return reply_refuse_field(reply, "symbol", "goes not with symbols");
	if (read_symbols(&page, param_filled(one) != NULL ? one : many) != 0)
		return -1;
	return tell_list(&page);
}
