#include "api/market.h"

#include "api/market_context.h"
#include "api/market_view.h"
#include "api/page.h"
#include "base/arena.h"
#include "http/reply.h"
#include "http/request.h"
#include "market/catalogue.h"
#include "market/catalogue_search.h"

enum { SYMBOLS = 0, SYMBOL = 0 };
enum { TYPED, LIMIT };

/* Quotes may be shown again for so long without asking. */
enum { FRESH_S = 1 };

/* What a symbol stands for, and what is found by what somebody types. */
enum { KNOWN_S = 60 };

#define USUAL "SPY,QQQ,DIA,IWM,AAPL,MSFT,NVDA,AMZN,GOOGL,META,TSLA"
#define INDICES "$DJI,$SPX,$COMP,$RUT,$VIX"

const struct param market_quotes_params[MARKET_QUOTES_PARAMS] = {
	[SYMBOLS] = {.name = "symbols",
		.place = PARAM_QUERY,
		.kind = PARAM_SYMBOLS,
		.most = MARKET_SYMBOLS,
		.initial = USUAL,
		.description = "Symbols, separated by commas."},
};

const struct param market_profiles_params[MARKET_PROFILES_PARAMS] = {
	[SYMBOLS] = {.name = "symbols",
		.place = PARAM_QUERY,
		.kind = PARAM_SYMBOLS,
		.required = true,
		.most = MARKET_SYMBOLS,
		.description = "Symbols, separated by commas."},
};

const struct param market_quote_params[MARKET_QUOTE_PARAMS] = {
	[SYMBOL] = MARKET_CONTEXT_SYMBOL};

const struct param market_search_params[MARKET_SEARCH_PARAMS] = {
	[TYPED] = {.name = "q",
		.place = PARAM_QUERY,
		.kind = PARAM_TEXT,
		.required = true,
		.least = 1,
		.most = 64,
		.description =
			"A symbol, or words of a name, or the beginning of either."},
	[LIMIT] = PAGE_LIMIT(CATALOGUE_SEARCH_LIMIT, "10", "At most so many."),
};

/* The symbols that were not found, in a list of their own. */
static void write_unknown(
	struct json_writer *json, const struct market_context_found *found, int count)
{
	json_write_key(json, "unknown");
	json_write_array(json);
	for (int i = 0; i < count; i++)
		if (found[i].instrument == NULL)
			json_write_string(json, found[i].symbol);
	json_write_array_end(json);
}

int market_quotes(struct request *request, struct reply *reply)
{
	int count;
	struct market_view view;
	struct market_context_found *found;
	struct feed feed = market_context_feed(request);
	struct json_writer json = reply_json(reply);
	enum feed_fault fault =
		market_context_find(&feed, &request->values[SYMBOLS], &found, &count);
	if (fault != FEED_OK)
		return market_context_fault(reply, fault, NULL);
	json_write_object(&json);
	json_write_key(&json, "quotes");
	json_write_array(&json);
	for (int i = 0; i < count; i++) {
		if (found[i].instrument == NULL)
			continue;
		market_view_of(found[i].instrument, &found[i].snapshot, &view);
		market_view_write(&json, &view, &feed);
	}
	json_write_array_end(&json);
	write_unknown(&json, found, count);
	json_write_key(&json, "time");
	json_write_time_short(&json, feed.now_us);
	json_write_object_end(&json);
	return reply_end_private(reply, FRESH_S);
}

int market_quote(struct request *request, struct reply *reply)
{
	struct market_view view;
	struct snapshot snapshot;
	const char *symbol = request->values[SYMBOL].text;
	struct feed feed = market_context_feed(request);
	struct json_writer json = reply_json(reply);
	int place = catalogue_find(symbol);
	enum feed_fault fault =
		place < 0 ? FEED_UNKNOWN : feed_snapshot(&feed, place, &snapshot);
	if (fault != FEED_OK)
		return market_context_fault(reply, fault, symbol);
	market_view_of(catalogue_at(place), &snapshot, &view);
	market_view_write(&json, &view, &feed);
	return reply_end_private(reply, FRESH_S);
}

static void write_index(
	struct json_writer *json, const struct market_view *view, const struct feed *feed)
{
	json_write_object(json);
	json_write_pair(json, "symbol", view->instrument->symbol);
	json_write_pair(json, "name", view->instrument->name);
	json_write_pair_decimal(json, "last", view->price.e6, PRICE_SCALE);
	json_write_key(json, "change");
	if (view->has_change)
		json_write_decimal(json, view->change.e6, PRICE_SCALE);
	else
		json_write_null(json);
	market_view_write_percent(json, "changePercent", view);
	market_view_write_when(json, view, feed);
	json_write_object_end(json);
}

int market_indices(struct request *request, struct reply *reply)
{
	static const struct param_value indices = {.text = INDICES};
	int count;
	struct market_view view;
	struct market_context_found *found;
	struct feed feed = market_context_feed(request);
	struct json_writer json = reply_json(reply);
	enum feed_fault fault = market_context_find(&feed, &indices, &found, &count);
	if (fault != FEED_OK)
		return market_context_fault(reply, fault, NULL);
	json_write_object(&json);
	json_write_key(&json, "indices");
	json_write_array(&json);
	for (int i = 0; i < count; i++) {
		if (found[i].instrument == NULL)
			continue;
		market_view_of(found[i].instrument, &found[i].snapshot, &view);
		write_index(&json, &view, &feed);
	}
	json_write_array_end(&json);
	json_write_object_end(&json);
	return reply_end_private(reply, FRESH_S);
}

static void write_instrument(
	struct json_writer *json, const struct instrument *instrument)
{
	static const char *const types[] = {[INSTRUMENT_STOCK] = "stock",
		[INSTRUMENT_FUND] = "fund",
		[INSTRUMENT_INDEX] = "index"};
	char id[INSTRUMENT_ID_SIZE];
	instrument_id(instrument->symbol, id);
	json_write_object(json);
	json_write_pair(json, "symbol", instrument->symbol);
	json_write_pair(json, "name", instrument->name);
	json_write_pair(json, "exchange", instrument->exchange);
	json_write_pair(json, "type", types[instrument->kind]);
	json_write_pair(json, "id", id);
	json_write_pair_bool(
		json, "tradable", (instrument->flags & INSTRUMENT_TRADABLE) != 0);
	json_write_pair(json, "sector",
		instrument->sector[0] == '\0' ? NULL : instrument->sector);
	json_write_object_end(json);
}

/* What the catalogue does not have, a source may: but its silence is no failure. */
static enum feed_fault search_further(struct request *request, struct json_writer *json)
{
	struct feed_origin origin;
	struct instruments found = {0};
	struct feed feed = market_context_feed(request);
	enum feed_fault fault = feed_search(&feed, request->values[TYPED].text,
		(size_t)request->values[LIMIT].integer, &found, &origin);
	if (fault == FEED_ELSEWHERE || fault == FEED_BROKEN)
		return fault;
	for (size_t i = 0; fault == FEED_OK && i < found.count; i++)
		write_instrument(json, &found.items[i]);
	return FEED_OK;
}

int market_profiles(struct request *request, struct reply *reply)
{
	const char *const *symbols;
	int count = param_symbols(request->arena, &request->values[SYMBOLS], &symbols);
	struct json_writer json = reply_json(reply);
	if (count < 0)
		return -1;
	json_write_object(&json);
	json_write_key(&json, "profiles");
	json_write_array(&json);
	for (int i = 0; i < count; i++)
		if (catalogue_find(symbols[i]) >= 0)
			write_instrument(&json, catalogue_at(catalogue_find(symbols[i])));
	json_write_array_end(&json);
	json_write_key(&json, "unknown");
	json_write_array(&json);
	for (int i = 0; i < count; i++)
		if (catalogue_find(symbols[i]) < 0)
			json_write_string(&json, symbols[i]);
	json_write_array_end(&json);
	json_write_object_end(&json);
	return reply_end_private(reply, KNOWN_S);
}

int market_search(struct request *request, struct reply *reply)
{
	int places[CATALOGUE_SEARCH_LIMIT];
	size_t count = catalogue_search(request->values[TYPED].text,
		(size_t)request->values[LIMIT].integer, places);
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	json_write_key(&json, "results");
	json_write_array(&json);
	for (size_t i = 0; i < count; i++)
		write_instrument(&json, catalogue_at(places[i]));
	if (count == 0) {
		enum feed_fault fault = search_further(request, &json);
		if (fault != FEED_OK)
			return market_context_fault(reply, fault, NULL);
	}
	json_write_array_end(&json);
	json_write_object_end(&json);
	return reply_end_private(reply, KNOWN_S);
}
