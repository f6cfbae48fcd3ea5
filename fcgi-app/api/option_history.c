#include "api/option_history.h"

#include "api/market_context.h"
#include "api/option_line.h"
#include "api/option_wire.h"
#include "api/page.h"
#include "api/stock_wire.h"
#include "http/reply.h"
#include "http/request.h"

#include <string.h>

enum { TIMEFRAME = STOCK_HISTORY_PARAMS, SYMBOLS_MOST = 100 };

#define SYMBOLS_PARAM                                                                    \
	[STOCK_HISTORY_SYMBOL] = {.name = "symbols",                                     \
		.place = PARAM_QUERY,                                                    \
		.kind = PARAM_SYMBOLS,                                                   \
		.required = true,                                                        \
		.most = SYMBOLS_MOST,                                                    \
		.description = "Contracts, separated by commas. Those that are not "     \
			       "listed are left out of the reply."}

const struct param option_history_params[OPTION_HISTORY_PARAMS] = {
	SYMBOLS_PARAM, STOCK_HISTORY_COMMON};

const struct param option_history_bars_params[OPTION_HISTORY_BARS_PARAMS] = {
	SYMBOLS_PARAM, STOCK_HISTORY_COMMON,
	[TIMEFRAME] = {.name = "timeframe",
		.place = PARAM_QUERY,
		.kind = PARAM_TEXT,
		.required = true,
		.least = 1,
		.most = 16,
		.description = "How long a bar is: 1Min to 59Min, 1Hour to 23Hour, "
			       "1Day, 1Week, 1 2 3 4 6 or 12Month."}};

static bool find(const char *symbol, struct instrument *instrument)
{
	struct contract contract;
	if (!option_line_parse(symbol, &contract))
		return false;
	*instrument = (struct instrument){0};
	memcpy(instrument->symbol, contract.symbol, sizeof(contract.symbol));
	return true;
}

/* The query for a contract, which `find` has shown to be one. */
static struct contract_query query_of(
	const struct stock_history_ask *ask, struct contract *contract)
{
	if (!chain_parse_symbol(ask->instrument->symbol, contract))
		*contract = (struct contract){0};
	return (struct contract_query){.contract = contract,
		.from_us = ask->from_us,
		.until_us = ask->until_us,
		.limit = ask->limit,
		.descending = ask->descending};
}

static enum feed_fault fetch_bars(struct feed *feed, const struct stock_history_ask *ask,
	const void *own, struct stock_history_items *items)
{
	struct contract contract;
	struct bars bars = {0};
	struct feed_origin origin;
	struct contract_query query = query_of(ask, &contract);
	query.timeframe = *(const struct timeframe *)own;
	enum feed_fault fault = feed_contract_bars(feed, &query, &bars, &origin);
	*items = (struct stock_history_items){(const char *)bars.items, bars.count};
	return fault;
}

static enum feed_fault fetch_trades(struct feed *feed,
	const struct stock_history_ask *ask, const void *own,
	struct stock_history_items *items)
{
	struct contract contract;
	struct trades trades = {0};
	struct feed_origin origin;
	struct contract_query query = query_of(ask, &contract);
	(void)own;
	enum feed_fault fault = feed_contract_trades(feed, &query, &trades, &origin);
	*items = (struct stock_history_items){(const char *)trades.items, trades.count};
	return fault;
}

static void write_bar(
	struct json_writer *json, const struct instrument *instrument, const void *item)
{
	(void)instrument;
	stock_wire_bar(json, item);
}

static void write_trade(
	struct json_writer *json, const struct instrument *instrument, const void *item)
{
	(void)instrument;
	option_wire_trade(json, item);
}

static const struct stock_history_kind bars_kind = {.name = "bars",
	.item_size = sizeof(struct bar),
	.find = find,
	.fetch = fetch_bars,
	.write = write_bar};

static const struct stock_history_kind trades_kind = {.name = "trades",
	.item_size = sizeof(struct trade),
	.find = find,
	.fetch = fetch_trades,
	.write = write_trade};

/* Are all symbols those of contracts? */
static bool are_contracts(const struct request *request)
{
	const char *const *symbols;
	struct contract contract;
	int count = param_symbols(
		request->arena, &request->values[STOCK_HISTORY_SYMBOL], &symbols);
	for (int i = 0; i < count; i++)
		if (!option_line_parse(symbols[i], &contract))
			return false;
	return true;
}

static int reply_with(struct request *request, struct reply *reply,
	const struct stock_history_kind *kind, const void *own)
{
	if (!are_contracts(request))
		return reply_refuse_field(reply, "symbols",
			"must name contracts, such as AAPL260116C00150000");
	return stock_history_reply(request, reply, kind, own);
}

int option_history_bars(struct request *request, struct reply *reply)
{
	struct timeframe timeframe;
	if (!timeframe_parse(request->values[TIMEFRAME].text, &timeframe))
		return reply_refuse_field(reply, "timeframe",
			"must be 1Min to 59Min, 1Hour to 23Hour, 1Day, 1Week, or 1, 2, "
			"3, 4, 6 or 12Month");
	return reply_with(request, reply, &bars_kind, &timeframe);
}

int option_history_trades(struct request *request, struct reply *reply)
{
	return reply_with(request, reply, &trades_kind, NULL);
}

int option_history_exchanges(struct request *request, struct reply *reply)
{
	static const char *const exchanges[][2] = {{"A", "NYSE American"},
		{"B", "BOX Options"}, {"C", "Cboe Options"}, {"D", "MIAX Emerald"},
		{"E", "Cboe EDGX Options"}, {"H", "Nasdaq GEMX"}, {"I", "Nasdaq ISE"},
		{"J", "Nasdaq MRX"}, {"M", "MIAX Options"}, {"N", "NYSE Arca"},
		{"O", "OPRA, all exchanges"}, {"P", "MIAX Pearl"},
		{"Q", "Nasdaq Options"}, {"S", "Nasdaq BX Options"},
		{"T", "Nasdaq PHLX floor"}, {"U", "MEMX Options"}, {"W", "Cboe C2"},
		{"X", "Nasdaq PHLX"}, {"Z", "Cboe BZX Options"}};
	(void)request;
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	for (size_t i = 0; i < sizeof(exchanges) / sizeof(*exchanges); i++)
		json_write_pair(&json, exchanges[i][0], exchanges[i][1]);
	json_write_object_end(&json);
	return reply_end(reply, 200);
}
