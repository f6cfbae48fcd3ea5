#include "api/stock_ticks.h"

#include "api/market_context.h"
#include "api/page.h"
#include "api/stock_wire.h"

const struct param stock_ticks_params[STOCK_HISTORY_PARAMS] = {
	[STOCK_HISTORY_SYMBOL] = STOCK_HISTORY_SYMBOLS_PARAM, STOCK_HISTORY_COMMON};

const struct param stock_ticks_one_params[STOCK_HISTORY_PARAMS] = {
	[STOCK_HISTORY_SYMBOL] = MARKET_CONTEXT_SYMBOL, STOCK_HISTORY_COMMON};

static struct tick_query query_of(const struct stock_history_ask *ask)
{
	return (struct tick_query){
		.instrument = ask->instrument,
		.from_us = ask->from_us,
		.until_us = ask->until_us,
		.limit = ask->limit,
		.descending = ask->descending,
	};
}

static enum feed_fault fetch_trades(struct feed *feed,
	const struct stock_history_ask *ask, const void *own,
	struct stock_history_items *items)
{
	(void)own;
	struct feed_origin origin;
	struct trades trades = {0};
	struct tick_query query = query_of(ask);
	enum feed_fault fault = feed_trades(feed, &query, &trades, &origin);
	*items = (struct stock_history_items){(const char *)trades.items, trades.count};
	return fault;
}

static enum feed_fault fetch_quotes(struct feed *feed,
	const struct stock_history_ask *ask, const void *own,
	struct stock_history_items *items)
{
	(void)own;
	struct feed_origin origin;
	struct quotes quotes = {0};
	struct tick_query query = query_of(ask);
	enum feed_fault fault = feed_quotes(feed, &query, &quotes, &origin);
	*items = (struct stock_history_items){(const char *)quotes.items, quotes.count};
	return fault;
}

static void write_trade(
	struct json_writer *json, const struct instrument *instrument, const void *item)
{
	stock_wire_trade(json, instrument, item);
}

static void write_quote(
	struct json_writer *json, const struct instrument *instrument, const void *item)
{
	stock_wire_quote(json, instrument, item);
}

int stock_ticks_trades(struct request *request, struct reply *reply)
{
	static const struct stock_history_kind kind = {
		.name = "trades",
		.item_size = sizeof(struct trade),
		.fetch = fetch_trades,
		.write = write_trade,
	};
	return stock_history_reply(request, reply, &kind, NULL);
}

int stock_ticks_quotes(struct request *request, struct reply *reply)
{
	static const struct stock_history_kind kind = {
		.name = "quotes",
		.item_size = sizeof(struct quote),
		.fetch = fetch_quotes,
		.write = write_quote,
	};
	return stock_history_reply(request, reply, &kind, NULL);
}
