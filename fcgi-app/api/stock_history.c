#include "api/stock_history.h"

#include "api/market_context.h"
#include "api/page.h"
#include "base/arena.h"
#include "http/reply.h"
#include "http/request.h"
#include "market/catalogue.h"

#include <stdlib.h>
#include <string.h>

enum { PAST_S = 60 };

/* What is read of one symbol, which must not add up over all of them. */
enum { SCRATCH_FIRST = 64 * 1024, SCRATCH_MOST = 64 * 1024 * 1024 };

/* One page being made. */
struct work {
	struct request *request;
	struct reply *reply;
	const struct stock_history_kind *kind;
	const void *own;
	struct feed feed;
	struct market_context_range range;
	struct page_position at; /* where the last page ended */
	bool one;                /* the symbol stands in the path */
	const char *const *symbols;
	int symbol_count;
	size_t left; /* of the page */
	struct json_writer json;
	struct page_position next;
	bool more;
	bool wrote;
};

static int by_letters(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int read_symbols(struct work *work)
{
	const struct param_value *value = &work->request->values[STOCK_HISTORY_SYMBOL];
	work->one =
		work->request->route->params[STOCK_HISTORY_SYMBOL].place == PARAM_PATH;
	work->symbol_count = param_symbols(work->request->arena, value, &work->symbols);
	if (work->symbol_count > 0)
		qsort((void *)work->symbols, (size_t)work->symbol_count,
			sizeof(*work->symbols), by_letters);
	return work->symbol_count < 0 ? -1 : 0;
}

static int64_t time_of(const struct work *work, const char *first, size_t number)
{
	int64_t time_us;
	memcpy(&time_us, first + number * work->kind->item_size, sizeof(time_us));
	return time_us;
}

/* How many of a page's first items stand at the instant where the last page ended,
 * and were told in it. */
static size_t told(const struct work *work, const struct stock_history_items *items)
{
	size_t count = 0;
	while (count < work->at.passed && count < items->count &&
		time_of(work, items->first, count) == work->at.time_us)
		count++;
	return count;
}

static struct stock_history_ask ask_for(
	const struct work *work, const struct instrument *instrument, bool resumes)
{
	bool descending =
		strcmp(work->request->values[STOCK_HISTORY_SORT].text, "desc") == 0;
	struct stock_history_ask ask = {
		.instrument = instrument,
		.from_us = work->range.from_us,
		.until_us = work->range.until_us,
		.limit = work->left + 1,
		.descending = descending,
	};
	if (!resumes)
		return ask;
	ask.limit += work->at.passed;
	if (descending)
		ask.until_us = work->at.time_us + 1;
	else
		ask.from_us = work->at.time_us;
	return ask;
}

static void write_items(struct work *work, const struct instrument *instrument,
	const char *first, size_t count)
{
	if (!work->one)
		json_write_key(&work->json, instrument->symbol);
	json_write_array(&work->json);
	for (size_t i = 0; i < count; i++)
		work->kind->write(
			&work->json, instrument, first + i * work->kind->item_size);
	json_write_array_end(&work->json);
	work->wrote = true;
}

/* Notes that the page ended after `count` items, those told before included. */
static void end_page(struct work *work, uint32_t index,
	const struct stock_history_items *items, size_t count)
{
	int64_t time_us = time_of(work, items->first, count - 1);
	uint32_t passed = 0;
	for (size_t i = count; i > 0 && time_of(work, items->first, i - 1) == time_us;
		i--)
		passed++;
	work->more = true;
	work->next = (struct page_position){index, passed, time_us};
}

static enum feed_fault take_symbol(struct work *work, uint32_t index)
{
	struct stock_history_items items = {0};
	struct instrument found;
	const struct instrument *instrument = &found;
	const char *symbol = work->symbols[index];
	int place = work->kind->find == NULL ? catalogue_find(symbol) : -1;
	if (place >= 0)
		instrument = catalogue_at(place);
	else if (work->kind->find == NULL || !work->kind->find(symbol, &found))
		return FEED_UNKNOWN;
	bool resumes = work->at.passed > 0 && index == work->at.index;
	struct stock_history_ask ask = ask_for(work, instrument, resumes);
	if (ask.from_us >= ask.until_us)
		return FEED_OK;
	enum feed_fault fault = work->kind->fetch(&work->feed, &ask, work->own, &items);
	if (fault != FEED_OK)
		return fault;
	size_t skipped = resumes ? told(work, &items) : 0;
	size_t count = items.count - skipped;
	if (count > work->left)
		count = work->left;
	if (count > 0)
		write_items(work, instrument,
			items.first + skipped * work->kind->item_size, count);
	work->left -= count;
	if (skipped + count < items.count)
		end_page(work, index, &items, skipped + count);
	return FEED_OK;
}

/* Goes through the symbols until the page is full. When it is just full at the end
 * of one, the next page begins with the symbol that follows. */
static enum feed_fault take_symbols(struct work *work, const char **symbol)
{
	uint32_t count = (uint32_t)work->symbol_count;
	for (uint32_t i = work->at.index; i < count && !work->more; i++) {
		*symbol = work->symbols[i];
		if (work->left == 0) {
			work->more = true;
			work->next = (struct page_position){.index = i};
			break;
		}
		enum feed_fault fault = take_symbol(work, i);
		arena_reset(work->feed.arena);
		if (fault != FEED_OK && fault != FEED_UNKNOWN)
			return fault;
	}
	return FEED_OK;
}

static void write_next(struct work *work)
{
	char token[PAGE_TOKEN_SIZE];
	if (work->more)
		page_seal(work->request, &work->next, token);
	json_write_pair(&work->json, "next_page_token", work->more ? token : NULL);
}

static void free_scratch(void *scratch)
{
	arena_free(scratch);
}

static int open_scratch(struct work *work)
{
	struct arena *scratch = arena_new(SCRATCH_FIRST, SCRATCH_MOST);
	if (scratch == NULL ||
		arena_cleanup(work->request->arena, free_scratch, scratch) != 0)
		return -1;
	work->feed.arena = scratch;
	return 0;
}

static int write_page(struct work *work)
{
	const char *symbol = NULL;
	struct json_writer *json = &work->json;
	*json = reply_json(work->reply);
	json_write_object(json);
	json_write_key(json, work->kind->name);
	if (!work->one)
		json_write_object(json);
	enum feed_fault fault = take_symbols(work, &symbol);
	if (fault != FEED_OK)
		return market_context_fault(work->reply, fault, symbol);
	if (!work->one)
		json_write_object_end(json);
	else if (!work->wrote)
		json_write_null(json);
	if (work->one)
		json_write_pair(json, "symbol", work->symbols[0]);
	write_next(work);
	json_write_object_end(json);
	/* What is past stays as it is. */
	if (work->range.until_us <= work->feed.now_us)
		return reply_end_private_tagged(work->reply, PAST_S);
	return reply_end(work->reply, 200);
}

int stock_history_reply(struct request *request, struct reply *reply,
	const struct stock_history_kind *kind, const void *own)
{
	const struct param_value *values = request->values;
	struct work work = {
		.request = request,
		.reply = reply,
		.kind = kind,
		.own = own,
		.feed = market_context_feed(request),
		.left = (size_t)values[STOCK_HISTORY_SIZE].integer,
	};
	if (!market_context_range(&work.feed, &values[STOCK_HISTORY_START],
		    &values[STOCK_HISTORY_END], &work.range))
		return market_context_refuse_range(reply);
	if (read_symbols(&work) != 0 || open_scratch(&work) != 0)
		return -1;
	const char *token = param_filled(&values[STOCK_HISTORY_TOKEN]);
	if (token != NULL && !page_open(request, token, &work.at))
		return reply_refuse_field(
			reply, "page_token", "is not one that this query was given");
	return write_page(&work);
}
