#include "api/stock_latest.h"

#include "api/market_context.h"
#include "api/page.h"
#include "api/stock_history.h"
#include "api/stock_wire.h"
#include "http/reply.h"
#include "http/request.h"
#include "market/catalogue.h"

enum { SYMBOL, FEED, CURRENCY };

const struct param stock_latest_params[STOCK_LATEST_PARAMS] = {
	[SYMBOL] = {.name = "symbols",
		.place = PARAM_QUERY,
		.kind = PARAM_SYMBOLS,
		.required = true,
		.most = STOCK_LATEST_SYMBOLS,
		.description = "Symbols, separated by commas. Unknown ones are left out "
			       "of the reply."},
	[FEED] = STOCK_HISTORY_FEED_PARAM,
	[CURRENCY] = STOCK_HISTORY_CURRENCY_PARAM,
};

const struct param stock_latest_one_params[STOCK_LATEST_PARAMS] = {
	[SYMBOL] = MARKET_CONTEXT_SYMBOL,
	[FEED] = STOCK_HISTORY_FEED_PARAM,
	[CURRENCY] = STOCK_HISTORY_CURRENCY_PARAM,
};

/* What of a snapshot is told. */
struct part {
	const char *one;
	const char *many; /* NULL: each symbol is a member of the reply itself */
	bool (*has)(const struct snapshot *snapshot);
	void (*write)(struct json_writer *json, const struct instrument *instrument,
		const struct snapshot *snapshot);
};

static bool has_bar(const struct snapshot *snapshot)
{
	return snapshot->minute.time_us != 0;
}

static bool has_trade(const struct snapshot *snapshot)
{
	return snapshot->trade.time_us != 0;
}

static bool has_quote(const struct snapshot *snapshot)
{
	return snapshot->quote.time_us != 0;
}

static bool has_any(const struct snapshot *snapshot)
{
	return snapshot->received_us != 0;
}

static void write_bar(struct json_writer *json, const struct instrument *instrument,
	const struct snapshot *snapshot)
{
	(void)instrument;
	stock_wire_bar(json, &snapshot->minute);
}

static void write_trade(struct json_writer *json, const struct instrument *instrument,
	const struct snapshot *snapshot)
{
	stock_wire_trade(json, instrument, &snapshot->trade);
}

static void write_quote(struct json_writer *json, const struct instrument *instrument,
	const struct snapshot *snapshot)
{
	stock_wire_quote(json, instrument, &snapshot->quote);
}

static void write_snapshot(struct json_writer *json, const struct instrument *instrument,
	const struct snapshot *snapshot)
{
	json_write_object(json);
	stock_wire_snapshot(json, instrument, snapshot);
	json_write_object_end(json);
}

static const struct part bar_part = {"bar", "bars", has_bar, write_bar};
static const struct part trade_part = {"trade", "trades", has_trade, write_trade};
static const struct part quote_part = {"quote", "quotes", has_quote, write_quote};
static const struct part snapshot_part = {NULL, NULL, has_any, write_snapshot};

/* FEED_UNKNOWN also where there is nothing of that part. */
static enum feed_fault find(struct feed *feed, const char *symbol,
	const struct part *part, const struct instrument **instrument,
	struct snapshot *snapshot)
{
	int place = catalogue_find(symbol);
	if (place < 0)
		return FEED_UNKNOWN;
	*instrument = catalogue_at(place);
	enum feed_fault fault = feed_snapshot(feed, place, snapshot);
	return fault == FEED_OK && !part->has(snapshot) ? FEED_UNKNOWN : fault;
}

static int reply_many(
	struct request *request, struct reply *reply, const struct part *part)
{
	int count;
	struct market_context_found *found;
	struct feed feed = market_context_feed(request);
	struct json_writer json = reply_json(reply);
	enum feed_fault fault =
		market_context_find(&feed, &request->values[SYMBOL], &found, &count);
	if (fault != FEED_OK)
		return market_context_fault(reply, fault, NULL);
	json_write_object(&json);
	if (part->many != NULL) {
		json_write_key(&json, part->many);
		json_write_object(&json);
	}
	for (int i = 0; i < count; i++) {
		if (found[i].instrument == NULL || !part->has(&found[i].snapshot))
			continue;
		json_write_key(&json, found[i].instrument->symbol);
		part->write(&json, found[i].instrument, &found[i].snapshot);
	}
	if (part->many != NULL)
		json_write_object_end(&json);
	json_write_object_end(&json);
	return reply_end(reply, 200);
}

static int reply_one(
	struct request *request, struct reply *reply, const struct part *part)
{
	struct snapshot snapshot;
	const struct instrument *instrument;
	const char *symbol = request->values[SYMBOL].text;
	struct feed feed = market_context_feed(request);
	enum feed_fault fault = find(&feed, symbol, part, &instrument, &snapshot);
	if (fault != FEED_OK)
		return market_context_fault(reply, fault, symbol);
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	json_write_pair(&json, "symbol", instrument->symbol);
	if (part->one == NULL) {
		stock_wire_snapshot(&json, instrument, &snapshot);
	} else {
		json_write_key(&json, part->one);
		part->write(&json, instrument, &snapshot);
	}
	json_write_object_end(&json);
	return reply_end(reply, 200);
}

int stock_latest_bars(struct request *request, struct reply *reply)
{
	return reply_many(request, reply, &bar_part);
}

int stock_latest_trades(struct request *request, struct reply *reply)
{
	return reply_many(request, reply, &trade_part);
}

int stock_latest_quotes(struct request *request, struct reply *reply)
{
	return reply_many(request, reply, &quote_part);
}

int stock_latest_snapshots(struct request *request, struct reply *reply)
{
	return reply_many(request, reply, &snapshot_part);
}

int stock_latest_bar(struct request *request, struct reply *reply)
{
	return reply_one(request, reply, &bar_part);
}

int stock_latest_trade(struct request *request, struct reply *reply)
{
	return reply_one(request, reply, &trade_part);
}

int stock_latest_quote(struct request *request, struct reply *reply)
{
	return reply_one(request, reply, &quote_part);
}

int stock_latest_snapshot(struct request *request, struct reply *reply)
{
	return reply_one(request, reply, &snapshot_part);
}
