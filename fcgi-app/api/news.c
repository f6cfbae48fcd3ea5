#include "api/news.h"

#include "api/market_context.h"
#include "api/page.h"
#include "base/arena.h"
#include "http/reply.h"
#include "http/request.h"
#include "market/catalogue.h"
#include "market/news.h"

#include <string.h>

enum { SYMBOLS_MOST = 50 };

#define SYMBOLS_PARAM                                                                    \
	{                                                                                \
		.name = "symbols", .place = PARAM_QUERY, .kind = PARAM_SYMBOLS,          \
		.most = SYMBOLS_MOST,                                                    \
		.description = "News on any of these, separated by commas. "             \
			       "Default: on anything."                                   \
	}

#define SORT_PARAM                                                                       \
	{                                                                                \
		.name = "sort", .place = PARAM_QUERY, .kind = PARAM_CHOICE,              \
		.choices = "desc asc DESC ASC", .initial = "desc",                       \
		.description = "Newest or oldest first."                                 \
	}

#define COMMON(largest, usual)                                                           \
	[NEWS_START] = MARKET_CONTEXT_START, [NEWS_END] = MARKET_CONTEXT_END,            \
	[NEWS_LIMIT] = PAGE_LIMIT(largest, usual, "At most so many in a page."),         \
	[NEWS_SORT] = SORT_PARAM, [NEWS_TOKEN] = PAGE_TOKEN

const struct param news_list_params[NEWS_LIST_PARAMS] = {
	[NEWS_ABOUT] = SYMBOLS_PARAM,
	COMMON(100, "20"),
	[NEWS_SYMBOL] = {.name = "symbol",
		.place = PARAM_QUERY,
		.kind = PARAM_SYMBOL,
		.description = "News on this one."},
};

const struct param news_company_params[NEWS_COMPANY_PARAMS] = {
	[NEWS_ABOUT] = MARKET_CONTEXT_SYMBOL, COMMON(100, "20")};

const struct param news_market_params[NEWS_MARKET_PARAMS] = {COMMON(100, "20")};

const struct param news_alpaca_params[NEWS_ALPACA_PARAMS] = {
	[NEWS_ABOUT] = SYMBOLS_PARAM,
	COMMON(50, "10"),
	[NEWS_CONTENT] = {.name = "include_content",
		.place = PARAM_QUERY,
		.kind = PARAM_BOOLEAN,
		.initial = "false",
		.description = "Tell the content too."},
	[NEWS_CONTENTLESS] = {.name = "exclude_contentless",
		.place = PARAM_QUERY,
		.kind = PARAM_BOOLEAN,
		.initial = "false",
		.description = "Leave out news that are a headline alone."},
};

/* A page of news being told. */
struct page {
	struct request *request;
	struct reply *reply;
	struct feed feed;
	struct news_query query;
	struct page_position at;
	size_t size;
	struct news news;
	struct feed_origin origin;
	size_t skipped; /* of the news found: told by the page before */
	size_t count;   /* of those that follow: told by this one */
};

static bool ascends(const struct page *page)
{
	const char *sort = page->request->values[NEWS_SORT].text;
	return sort[0] == 'a' || sort[0] == 'A';
}

/* Goes on where the last page ended. */
static bool resume(struct page *page)
{
	const char *token = param_filled(&page->request->values[NEWS_TOKEN]);
	if (token == NULL)
		return true;
	if (!page_open(page->request, token, &page->at))
		return false;
	if (page->query.ascending)
		page->query.from_us = page->at.time_us;
	else
		page->query.until_us = page->at.time_us + 1;
	page->query.limit += page->at.passed;
	return true;
}

static enum feed_fault find(struct page *page)
{
	enum feed_fault fault =
		feed_news(&page->feed, &page->query, &page->news, &page->origin);
	if (fault != FEED_OK)
		return fault;
	while (page->skipped < page->at.passed && page->skipped < page->news.count &&
		page->news.items[page->skipped].created_us == page->at.time_us)
		page->skipped++;
	page->count = page->news.count - page->skipped;
	if (page->count > page->size)
		page->count = page->size;
	return FEED_OK;
}

/* The token of the page that follows; NULL at the end. */
static const char *next_token(const struct page *page, char token[PAGE_TOKEN_SIZE])
{
	size_t end = page->skipped + page->count;
	if (page->count == 0 || end >= page->news.count)
		return NULL;
	struct page_position next = {.time_us = page->news.items[end - 1].created_us};
	while (next.passed < end &&
		page->news.items[end - 1 - next.passed].created_us == next.time_us)
		next.passed++;
	page_seal(page->request, &next, token);
	return token;
}

static void write_symbols(struct json_writer *json, const struct news_item *item)
{
	json_write_key(json, "symbols");
	json_write_array(json);
	for (size_t i = 0; i < item->symbol_count; i++)
		json_write_string(json, item->symbols[i]);
	json_write_array_end(json);
}

static void write_times(struct json_writer *json, const struct news_item *item)
{
	json_write_key(json, "created_at");
	json_write_time_short(json, item->created_us);
	json_write_key(json, "updated_at");
	json_write_time_short(json, item->updated_us);
}

static const char *text_or_empty(const char *text)
{
	return text == NULL ? "" : text;
}

static void write_own(struct json_writer *json, const struct news_item *item)
{
	json_write_object(json);
	json_write_pair_integer(json, "id", item->id);
	json_write_pair(json, "headline", item->headline);
	json_write_pair(json, "summary", text_or_empty(item->summary));
	json_write_pair(json, "author", item->author);
	json_write_pair(json, "source", item->publisher);
	json_write_pair(json, "url", item->url);
	write_times(json, item);
	write_symbols(json, item);
	json_write_pair_bool(json, "simulated", source_is_simulated(item->source));
	json_write_object_end(json);
}

static void write_alpaca(
	struct json_writer *json, const struct news_item *item, bool content)
{
	const char *author = item->author == NULL ? item->publisher : item->author;
	json_write_object(json);
	json_write_pair_integer(json, "id", item->id);
	json_write_pair(json, "headline", item->headline);
	json_write_pair(json, "author", text_or_empty(author));
	write_times(json, item);
	json_write_pair(json, "summary", text_or_empty(item->summary));
	json_write_pair(json, "content", content ? text_or_empty(item->summary) : "");
	json_write_pair(json, "url", item->url);
	json_write_key(json, "images");
	json_write_array(json);
	json_write_array_end(json);
	write_symbols(json, item);
	json_write_pair(json, "source", text_or_empty(item->publisher));
	json_write_object_end(json);
}

/* Reads the parameters; false when that refused the request, which ended with
 * `*refused`. Without a start news go back as far as there are any. */
static bool read_page(struct page *page, int *refused)
{
	const struct param_value *values = page->request->values;
	struct market_context_range range;
	if (!market_context_range(
		    &page->feed, &values[NEWS_START], &values[NEWS_END], &range)) {
		*refused = market_context_refuse_range(page->reply);
		return false;
	}
	page->size = (size_t)values[NEWS_LIMIT].integer;
	page->query.from_us = values[NEWS_START].given ? range.from_us : 0;
	page->query.until_us = range.until_us;
	page->query.limit = page->size + 1;
	page->query.ascending = ascends(page);
	if (resume(page))
		return true;
	*refused = reply_refuse_field(
		page->reply, "page_token", "is not one that this query was given");
	return false;
}

static int tell_own(struct page *page)
{
	char token[PAGE_TOKEN_SIZE];
	int refused;
	if (!read_page(page, &refused))
		return refused;
	enum feed_fault fault = find(page);
	if (fault != FEED_OK)
		return market_context_fault(page->reply, fault, NULL);
	struct json_writer json = reply_json(page->reply);
	json_write_object(&json);
	json_write_key(&json, "news");
	json_write_array(&json);
	for (size_t i = 0; i < page->count; i++)
		write_own(&json, &page->news.items[page->skipped + i]);
	json_write_array_end(&json);
	json_write_pair(&json, "next_page_token", next_token(page, token));
	market_context_origin(&json, &page->feed, &page->origin);
	json_write_object_end(&json);
	return reply_end(page->reply, 200);
}

static struct page page_of(struct request *request, struct reply *reply)
{
	return (struct page){
		.request = request, .reply = reply, .feed = market_context_feed(request)};
}

/* Reads the symbols of a parameter. */
static int take_symbols(struct page *page, const struct param_value *value)
{
	int count = param_symbols(page->request->arena, value, &page->query.symbols);
	page->query.symbol_count = count > 0 ? (size_t)count : 0;
	return count < 0 ? -1 : 0;
}

/* News of the symbols of a parameter. One that nobody lists is refused, not answered
 * with silence. */
static int tell_known(struct page *page, const struct param_value *value)
{
	if (take_symbols(page, value) != 0)
		return -1;
	for (size_t i = 0; i < page->query.symbol_count; i++)
		if (catalogue_find(page->query.symbols[i]) < 0)
			return market_context_fault(
				page->reply, FEED_UNKNOWN, page->query.symbols[i]);
	return tell_own(page);
}

int news_list(struct request *request, struct reply *reply)
{
	const struct param_value *one = &request->values[NEWS_SYMBOL];
	const struct param_value *many = &request->values[NEWS_ABOUT];
	struct page page = page_of(request, reply);
	if (param_filled(one) != NULL && param_filled(many) != NULL)
		return reply_refuse_field(reply, "symbol", "goes not with symbols");
	return tell_known(&page, param_filled(one) != NULL ? one : many);
}

int news_company(struct request *request, struct reply *reply)
{
	struct page page = page_of(request, reply);
	return tell_known(&page, &request->values[NEWS_ABOUT]);
}

int news_market(struct request *request, struct reply *reply)
{
	/* What is written on the market as a whole names the funds that follow it. */
	static const char *const market[] = {"SPY", "QQQ", "DIA"};
	struct page page = page_of(request, reply);
	page.query.symbols = market;
	page.query.symbol_count = sizeof(market) / sizeof(*market);
	return tell_own(&page);
}

int news_alpaca(struct request *request, struct reply *reply)
{
	char token[PAGE_TOKEN_SIZE];
	struct page page = page_of(request, reply);
	int refused;
	if (!read_page(&page, &refused))
		return refused;
	if (take_symbols(&page, &request->values[NEWS_ABOUT]) != 0)
		return -1;
	enum feed_fault fault = find(&page);
	/* Alpaca's clients get no news of what nobody knows. */
	if (fault != FEED_OK && fault != FEED_UNKNOWN)
		return market_context_fault(reply, fault, NULL);
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	json_write_key(&json, "news");
	json_write_array(&json);
	for (size_t i = 0; i < page.count; i++) {
		const struct news_item *item = &page.news.items[page.skipped + i];
		bool bare = item->summary == NULL || item->summary[0] == '\0';
		if (!bare || !request->values[NEWS_CONTENTLESS].flag)
			write_alpaca(&json, item, request->values[NEWS_CONTENT].flag);
	}
	json_write_array_end(&json);
	json_write_pair(&json, "next_page_token", next_token(&page, token));
	json_write_object_end(&json);
	return reply_end(reply, 200);
}
