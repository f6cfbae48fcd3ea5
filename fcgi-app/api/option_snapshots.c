#include "api/option_snapshots.h"

#include "api/market_context.h"
#include "api/option_line.h"
#include "api/option_wire.h"
#include "api/page.h"
#include "http/reply.h"
#include "http/request.h"
#include "market/catalogue.h"

enum { CHAIN_LARGEST = 1000, SYMBOLS_MOST = 100 };

enum { CHAIN_SYMBOL = OPTION_LIST_PARAMS, CHAIN_FEED, CHAIN_UPDATED };

enum { SYMBOLS, FEED, SIZE, TOKEN, UPDATED };

#define FEED_PARAM                                                                       \
	{                                                                                \
		.name = "feed", .place = PARAM_QUERY, .kind = PARAM_CHOICE,              \
		.choices = "opra indicative",                                            \
		.description = "Taken for the sake of clients; the server's settings "   \
			       "decide where data comes from."                           \
	}

#define UPDATED_PARAM                                                                    \
	{                                                                                \
		.name = "updated_since", .place = PARAM_QUERY, .kind = PARAM_TIME,       \
		.description = "Only those quoted or traded since then."                 \
	}

#define SYMBOLS_PARAM                                                                    \
	{                                                                                \
		.name = "symbols", .place = PARAM_QUERY, .kind = PARAM_SYMBOLS,          \
		.required = true, .most = SYMBOLS_MOST,                                  \
		.description = "Contracts, separated by commas. Those that are not "     \
			       "listed are left out of the reply."                       \
	}

const struct param option_snapshots_chain_params[OPTION_SNAPSHOTS_CHAIN_PARAMS] = {
	OPTION_LIST_COMMON(CHAIN_LARGEST),
	[CHAIN_SYMBOL] = {.name = "underlying_symbol",
		.place = PARAM_PATH,
		.kind = PARAM_SYMBOL,
		.required = true,
		.description = "What the contracts are on."},
	[CHAIN_FEED] = FEED_PARAM,
	[CHAIN_UPDATED] = UPDATED_PARAM,
};

const struct param option_snapshots_params[OPTION_SNAPSHOTS_PARAMS] = {
	[SYMBOLS] = SYMBOLS_PARAM,
	[FEED] = FEED_PARAM,
	[SIZE] = PAGE_LIMIT(CHAIN_LARGEST, "100", "At most so many in a page."),
	[TOKEN] = PAGE_TOKEN,
	[UPDATED] = UPDATED_PARAM,
};

const struct param option_snapshots_latest_params[OPTION_SNAPSHOTS_LATEST_PARAMS] = {
	[SYMBOLS] = SYMBOLS_PARAM,
	[FEED] = FEED_PARAM,
};

static void write_listed(
	struct json_writer *json, const struct chain_line *line, int32_t previous_day)
{
	(void)previous_day;
	option_wire_snapshot(json, line);
}

static const struct option_list_kind chain_kind = {
	.name = "snapshots", .keyed = true, .write = write_listed};

int option_snapshots_chain(struct request *request, struct reply *reply)
{
	const char *symbol = request->values[CHAIN_SYMBOL].text;
	int place = catalogue_find(symbol);
	if (place < 0)
		return market_context_fault(reply, FEED_UNKNOWN, symbol);
	const struct param_value *since = &request->values[CHAIN_UPDATED];
	struct option_list_source source = {
		&place, 1, true, true, since->given ? since->integer : 0};
	return option_list_reply(request, reply, &chain_kind, &source);
}

/* What is told of each contract. */
struct part {
	const char *name;
	bool (*has)(const struct chain_line *line);
	void (*write)(struct json_writer *json, const struct chain_line *line);
};

static bool has_any(const struct chain_line *line)
{
	(void)line;
	return true;
}

static bool has_quote(const struct chain_line *line)
{
	return line->quote.time_us != 0;
}

static bool has_trade(const struct chain_line *line)
{
	return line->last.time_us != 0;
}

static void write_quote(struct json_writer *json, const struct chain_line *line)
{
	option_wire_quote(json, &line->quote);
}

static void write_trade(struct json_writer *json, const struct chain_line *line)
{
	option_wire_trade(json, &line->last);
}

static const struct part snapshot_part = {"snapshots", has_any, option_wire_snapshot};
static const struct part quote_part = {"quotes", has_quote, write_quote};
static const struct part trade_part = {"trades", has_trade, write_trade};

/* One page of named contracts. */
struct work {
	struct request *request;
	struct reply *reply;
	const struct part *part;
	const char *const *symbols;
	int count;
	int first;
	int64_t left;
	int64_t since_us;
	struct json_writer json;
};

/* False, with the refusal's status in `status`, at a symbol that cannot be read or a
 * fault of the feed. */
static bool write_one(struct work *work, struct feed *feed, int index, int *status)
{
	struct contract contract;
	struct chain_line line;
	const char *symbol = work->symbols[index];
	if (!option_line_parse(symbol, &contract)) {
		*status = reply_refuse_field(work->reply, "symbols",
			"must name contracts, such as AAPL260116C00150000");
		return false;
	}
	enum feed_fault fault = option_line_find(feed, &contract, false, &line);
	if (fault != FEED_OK && fault != FEED_UNKNOWN) {
		*status = market_context_fault(work->reply, fault, symbol);
		return false;
	}
	bool fresh = fault == FEED_OK && (line.quote.time_us >= work->since_us ||
						 line.last.time_us >= work->since_us);
	if (!fresh || !work->part->has(&line))
		return true;
	json_write_key(&work->json, contract.symbol);
	work->part->write(&work->json, &line);
	work->left--;
	return true;
}

static int write_page(struct work *work, bool paged)
{
	int status = 0, next = work->first;
	struct feed feed = market_context_feed(work->request);
	char token[PAGE_TOKEN_SIZE];
	work->json = reply_json(work->reply);
	json_write_object(&work->json);
	json_write_key(&work->json, work->part->name);
	json_write_object(&work->json);
	for (; next < work->count && work->left > 0; next++)
		if (!write_one(work, &feed, next, &status))
			return status;
	json_write_object_end(&work->json);
	if (paged) {
		struct page_position position = {.index = (uint32_t)next, .passed = 1};
		if (next < work->count)
			page_seal(work->request, &position, token);
		json_write_pair(&work->json, "next_page_token",
			next < work->count ? token : NULL);
	}
	json_write_object_end(&work->json);
	return reply_end(work->reply, 200);
}

static int reply_with(struct request *request, struct reply *reply,
	const struct part *part, struct work work, bool paged)
{
	work.request = request;
	work.reply = reply;
	work.part = part;
	work.count =
		param_symbols(request->arena, &request->values[SYMBOLS], &work.symbols);
	return work.count < 0 ? -1 : write_page(&work, paged);
}

int option_snapshots_get(struct request *request, struct reply *reply)
{
	const struct param_value *values = request->values;
	struct page_position at = {0};
	const char *token = param_filled(&values[TOKEN]);
	if (token != NULL && !page_open(request, token, &at))
		return reply_refuse_field(
			reply, "page_token", "is not one that this query was given");
	struct work work = {.first = (int)at.index,
		.left = values[SIZE].integer,
		.since_us = values[UPDATED].given ? values[UPDATED].integer : 0};
	return reply_with(request, reply, &snapshot_part, work, true);
}

int option_snapshots_quotes(struct request *request, struct reply *reply)
{
	struct work work = {.left = SYMBOLS_MOST};
	return reply_with(request, reply, &quote_part, work, false);
}

int option_snapshots_trades(struct request *request, struct reply *reply)
{
	struct work work = {.left = SYMBOLS_MOST};
	return reply_with(request, reply, &trade_part, work, false);
}
