#include "market/providers/alpha_vantage.h"

#include "base/clock.h"
#include "base/json_read.h"
#include "base/settings.h"
#include "base/text.h"
#include "market/calendar.h"
#include "market/providers/alpha_vantage_bars.h"
#include "market/providers/field.h"
#include "market/providers/figures.h"
#include "market/providers/listed.h"
#include "market/providers/session_bars.h"
#include "market/providers/stories.h"

#include <stdio.h>
#include <string.h>

enum { SEARCH_TTL_S = 86400, NEWS_A_CALL = 200, DIGITS_OF_TIME = 15 };

static const int64_t DAY_US = INT64_C(86400) * 1000000;

/* A day's last price: its time is that day's close, or now while the day goes on. */
static int64_t time_of_day(const struct provider_call *call, int32_t day)
{
	struct calendar_session session;
	int64_t close_us = calendar_session(call->calendar, day, &session)
				   ? session.close_us
				   : calendar_midnight_us(call->calendar, day + 1) - 1;
	return close_us < call->now_us ? close_us : call->now_us;
}

static bool read_quote(
	const struct provider_call *call, const cJSON *quote, struct snapshot *snapshot)
{
	int32_t day;
	struct session_bars session = {0};
	if (!field_price(quote, "05. price", &snapshot->trade.price) ||
		!field_day(quote, "07. latest trading day", &day)) {
		*snapshot = (struct snapshot){0};
		return false;
	}
	snapshot->trade.time_us = time_of_day(call, day);
	session.time_us = calendar_midnight_us(call->calendar, day);
	session.last = snapshot->trade.price;
	(void)field_price(quote, "02. open", &session.open);
	(void)field_price(quote, "03. high", &session.high);
	(void)field_price(quote, "04. low", &session.low);
	(void)field_count(quote, "06. volume", &session.volume);
	(void)field_price(quote, "08. previous close", &session.previous_close);
	session_bars_set(call->calendar, &session, snapshot);
	snapshot->source = SOURCE_ALPHA_VANTAGE;
	snapshot->received_us = call->wall_us;
	return true;
}

static enum provider_fault ask_quote(struct ask *ask, const struct instrument *instrument,
	struct snapshot *snapshot, size_t *known)
{
	char symbol[ASK_SYMBOL_SIZE];
	const cJSON *tree;
	listed_mark(instrument->symbol, '.', '-', symbol);
	ask_about(ask, "/query", 0);
	ask_pair(ask, "function", "GLOBAL_QUOTE");
	ask_pair(ask, "symbol", symbol);
	enum provider_fault fault = ask_json(ask, &tree);
	if (fault != PROVIDER_OK)
		return fault;
	const cJSON *quote = json_read_member(tree, "Global Quote");
	if (!cJSON_IsObject(quote))
		return ask_nonsense(ask, "no quote");
	/* An empty one is that of an unknown symbol. */
	if (quote->child == NULL)
		return PROVIDER_OK;
	if (!read_quote(ask->call, quote, snapshot))
		return ask_nonsense(ask, "a quote that makes no sense");
	(*known)++;
	return PROVIDER_OK;
}

/* One call for each symbol: what has come when the calls run out is told. */
static enum provider_fault snapshots(struct provider_call *call,
	const struct instrument *const *instruments, size_t count,
	struct snapshot *snapshots)
{
	struct ask ask;
	enum provider_fault fault = PROVIDER_OK;
	size_t known = 0;
	ask_begin(&ask, call, ASK_ALPHA_VANTAGE);
	for (size_t i = 0; i < count; i++) {
		snapshots[i] = (struct snapshot){0};
		if (instruments[i]->kind == INSTRUMENT_INDEX || fault != PROVIDER_OK)
			continue;
		fault = ask_quote(&ask, instruments[i], &snapshots[i], &known);
		if (fault == PROVIDER_UNKNOWN)
			fault = PROVIDER_OK;
		ask_forget(&ask);
	}
	if (known > 0)
		fault = PROVIDER_OK;
	else if (fault == PROVIDER_OK)
		fault = ask_fault(&ask, PROVIDER_UNKNOWN, "it knows none of the symbols");
	return ask_end(&ask, fault);
}

/* 20260130T093000 in UTC. */
static bool read_compact_time(const char *text, int64_t *time_us)
{
	char spread[32];
	if (text == NULL || strlen(text) != DIGITS_OF_TIME || text[8] != 'T')
		return false;
	snprintf(spread, sizeof(spread), "%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", text, text + 4,
		text + 6, text + 9, text + 11, text + 13);
	return field_read_time(spread, time_us);
}

static void ask_pair_compact_time(struct ask *ask, const char *name, int64_t time_us)
{
	char text[40], compact[16];
	clock_format(time_us, text);
	snprintf(compact, sizeof(compact), "%.4s%.2s%.2sT%.2s%.2s", text, text + 5,
		text + 8, text + 11, text + 14);
	ask_pair(ask, name, compact);
}

static void read_story(
	struct crop *crop, const struct news_query *query, const cJSON *object)
{
	struct news_item item = {.headline = field_string(object, "title"),
		.summary = field_string(object, "summary"),
		.publisher = field_string(object, "source"),
		.url = field_string(object, "url")};
	const cJSON *authors = json_read_member(object, "authors");
	const cJSON *author = field_first(authors);
	const cJSON *tickers = json_read_member(object, "ticker_sentiment");
	item.author = cJSON_IsString(author) ? author->valuestring : NULL;
	(void)read_compact_time(field_string(object, "time_published"), &item.created_us);
	if (item.url != NULL)
		item.id = stories_id(item.url);
	else if (item.headline != NULL)
		item.id = stories_id(item.headline);
	for (const cJSON *at = field_first(tickers);
		at != NULL && item.symbol_count < NEWS_SYMBOLS;
		at = field_after(tickers, at)) {
		const char *ticker = field_string(at, "ticker");
		/* CRYPTO:BTC and FOREX:USD are none of ours. */
		if (ticker != NULL && strchr(ticker, ':') == NULL)
			item.symbols[item.symbol_count++] = ticker;
	}
	stories_add(crop, query, item);
}

/* Several tickers would ask for stories on all of them at once: each is asked for. */
static enum provider_fault ask_news(struct ask *ask, const struct news_query *query,
	const char *symbol, struct crop *crop)
{
	const cJSON *tree;
	ask_about(ask, "/query", settings_number(SETTING_CACHE_TTL_NEWS));
	ask_pair(ask, "function", "NEWS_SENTIMENT");
	if (symbol != NULL)
		ask_pair(ask, "tickers", symbol);
	if (query->from_us > 0)
		ask_pair_compact_time(
			ask, "time_from", query->from_us - query->from_us % DAY_US);
	if (query->until_us < ask->call->now_us)
		ask_pair_compact_time(ask, "time_to", query->until_us);
	ask_pair(ask, "sort", query->ascending ? "EARLIEST" : "LATEST");
	ask_pair_integer(ask, "limit", NEWS_A_CALL);
	enum provider_fault fault = ask_json(ask, &tree);
	if (fault != PROVIDER_OK)
		return fault;
	const cJSON *feed = json_read_member(tree, "feed");
	if (!cJSON_IsArray(feed))
		return ask_nonsense(ask, "no list of news");
	for (const cJSON *at = feed->child; at != NULL; at = at->next)
		read_story(crop, query, at);
	ask_forget(ask);
	return PROVIDER_OK;
}

static enum provider_fault news(
	struct provider_call *call, const struct news_query *query, struct news *news)
{
	return stories_gather(call, ASK_ALPHA_VANTAGE, query, ask_news, news);
}

/* Those of its series that are the very ones we name: others it has are not seasonally
 * adjusted. */
static const struct figure {
	enum macro_series series;
	const char *function;
	const char *interval;
	const char *maturity;
} figures[] = {{MACRO_UNEMPLOYMENT, "UNEMPLOYMENT", NULL, NULL},
	{MACRO_FED_FUNDS, "FEDERAL_FUNDS_RATE", "daily", NULL},
	{MACRO_TREASURY_3M, "TREASURY_YIELD", "daily", "3month"},
	{MACRO_TREASURY_2Y, "TREASURY_YIELD", "daily", "2year"},
	{MACRO_TREASURY_5Y, "TREASURY_YIELD", "daily", "5year"},
	{MACRO_TREASURY_10Y, "TREASURY_YIELD", "daily", "10year"},
	{MACRO_TREASURY_30Y, "TREASURY_YIELD", "daily", "30year"}};

static enum provider_fault macro(struct provider_call *call,
	const struct macro_query *query, struct macro_points *points)
{
	int32_t known_day;
	struct ask ask;
	const cJSON *tree;
	const struct figure *figure = NULL;
	*points = (struct macro_points){0};
	/* When a figure came out it does not say. */
	if (figures_are_past(call, &known_day))
		return PROVIDER_NOT_OFFERED;
	for (size_t i = 0; i < sizeof(figures) / sizeof(*figures); i++)
		if (figures[i].series == query->series)
			figure = &figures[i];
	if (figure == NULL)
		return PROVIDER_NOT_OFFERED;
	ask_begin(&ask, call, ASK_ALPHA_VANTAGE);
	ask_about(&ask, "/query", settings_number(SETTING_CACHE_TTL_MACRO));
	ask_pair(&ask, "function", figure->function);
	if (figure->interval != NULL)
		ask_pair(&ask, "interval", figure->interval);
	if (figure->maturity != NULL)
		ask_pair(&ask, "maturity", figure->maturity);
	enum provider_fault fault = ask_json(&ask, &tree);
	if (fault == PROVIDER_OK)
		fault = figures_read(&ask, json_read_member(tree, "data"), query, points);
	return ask_end(&ask, fault);
}

static void read_match(const cJSON *match, struct crop *crop)
{
	char ours[ASK_SYMBOL_SIZE];
	struct instrument instrument = {0};
	const char *symbol = field_string(match, "1. symbol");
	const char *type = field_string(match, "3. type");
	const char *region = field_string(match, "4. region");
	if (symbol == NULL || type == NULL) {
		crop_spoilt(crop);
		return;
	}
	if (region == NULL || strcmp(region, "United States") != 0)
		return;
	bool fund = strcmp(type, "ETF") == 0;
	listed_mark(symbol, '-', '.', ours);
	if ((!fund && strcmp(type, "Equity") != 0) ||
		!listed_name(&instrument, ours, field_string(match, "2. name")))
		return;
	instrument.kind = fund ? INSTRUMENT_FUND : INSTRUMENT_STOCK;
	listed_allow(&instrument);
	crop_add(crop, &instrument);
}

static enum provider_fault search(struct provider_call *call, const char *typed,
	size_t limit, struct instruments *found)
{
	struct ask ask;
	const cJSON *tree;
	*found = (struct instruments){0};
	ask_begin(&ask, call, ASK_ALPHA_VANTAGE);
	struct crop crop = crop_of(&ask, sizeof(struct instrument), limit);
	ask_about(&ask, "/query", SEARCH_TTL_S);
	ask_pair(&ask, "function", "SYMBOL_SEARCH");
	ask_pair(&ask, "keywords", typed);
	enum provider_fault fault = ask_json(&ask, &tree);
	if (fault == PROVIDER_OK) {
		const cJSON *matches = json_read_member(tree, "bestMatches");
		if (!cJSON_IsArray(matches))
			fault = ask_nonsense(&ask, "no list of matches");
		for (const cJSON *at = cJSON_IsArray(matches) ? matches->child : NULL;
			at != NULL; at = at->next)
			read_match(at, &crop);
	}
	if (fault == PROVIDER_OK)
		fault = crop_verdict(&crop);
	found->items = crop.items;
	found->count = crop.count;
	return ask_end(&ask, fault);
}

const struct provider alpha_vantage_provider = {.source = SOURCE_ALPHA_VANTAGE,
	.snapshots = snapshots,
	.bars = alpha_vantage_bars_get,
	.news = news,
	.macro = macro,
	.search = search};
