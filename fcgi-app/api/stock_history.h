/*
 * What the history of bars, trades and quotes has in common: a page of it, over one
 * symbol or many, in the order of symbols and of time.
 */
#ifndef API_STOCK_HISTORY_H
#define API_STOCK_HISTORY_H

#include "http/param.h"
#include "market/feed.h"

struct request;
struct reply;
struct json_writer;

enum { STOCK_HISTORY_SYMBOLS = 200, STOCK_HISTORY_LIMIT = 10000 };

/* The parameters that all of them have; a route's own ones follow. */
enum {
	STOCK_HISTORY_SYMBOL, /* of the path, or `symbols` of the query */
	STOCK_HISTORY_START,
	STOCK_HISTORY_END,
	STOCK_HISTORY_SIZE,
	STOCK_HISTORY_SORT,
	STOCK_HISTORY_TOKEN,
	STOCK_HISTORY_FEED,
	STOCK_HISTORY_CURRENCY,
	STOCK_HISTORY_ASOF,
	STOCK_HISTORY_PARAMS
};

#define STOCK_HISTORY_SYMBOLS_PARAM                                                      \
	{                                                                                \
		.name = "symbols", .place = PARAM_QUERY, .kind = PARAM_SYMBOLS,          \
		.required = true, .most = STOCK_HISTORY_SYMBOLS,                         \
		.description = "Symbols, separated by commas. Unknown ones are left "    \
			       "out of the reply."                                       \
	}

#define STOCK_HISTORY_FEED_PARAM                                                         \
	{                                                                                \
		.name = "feed", .place = PARAM_QUERY, .kind = PARAM_CHOICE,              \
		.choices = "sip iex otc delayed_sip boats overnight",                    \
		.description = "Taken for the sake of clients; the server's settings "   \
			       "decide where data comes from."                           \
	}

#define STOCK_HISTORY_CURRENCY_PARAM                                                     \
	{                                                                                \
		.name = "currency", .place = PARAM_QUERY, .kind = PARAM_CHOICE,          \
		.choices = "USD", .description = "Prices are in dollars."                \
	}

#define STOCK_HISTORY_COMMON                                                             \
	[STOCK_HISTORY_START] = MARKET_CONTEXT_START,                                    \
	[STOCK_HISTORY_END] = MARKET_CONTEXT_END,                                        \
	[STOCK_HISTORY_SIZE] = PAGE_LIMIT(STOCK_HISTORY_LIMIT, "1000",                   \
		"At most so many in a page, over all symbols."),                         \
	[STOCK_HISTORY_SORT] = {.name = "sort",                                          \
		.place = PARAM_QUERY,                                                    \
		.kind = PARAM_CHOICE,                                                    \
		.choices = "asc desc",                                                   \
		.initial = "asc",                                                        \
		.description = "Oldest or newest first; symbols stay in their order."},  \
	[STOCK_HISTORY_TOKEN] = PAGE_TOKEN,                                              \
	[STOCK_HISTORY_FEED] = STOCK_HISTORY_FEED_PARAM,                                 \
	[STOCK_HISTORY_CURRENCY] = STOCK_HISTORY_CURRENCY_PARAM,                         \
	[STOCK_HISTORY_ASOF] = {.name = "asof",                                          \
		.place = PARAM_QUERY,                                                    \
		.kind = PARAM_TEXT,                                                      \
		.most = 10,                                                              \
		.description = "Taken for the sake of clients: symbols mean what they "  \
			       "mean now."}

/* A page as it is asked of the feed, for one symbol. */
struct stock_history_ask {
	const struct instrument *instrument;
	int64_t from_us;
	int64_t until_us;
	size_t limit;
	bool descending;
};

/* Items of any kind: each begins with its time in microseconds. */
struct stock_history_items {
	const char *first;
	size_t count;
};

/* One kind of history. `own` is what its handler wants to have at hand. */
struct stock_history_kind {
	const char *name; /* of the list in the reply */
	size_t item_size;
	/* What a symbol is; NULL: as the catalogue says. */
	bool (*find)(const char *symbol, struct instrument *instrument);
	enum feed_fault (*fetch)(struct feed *feed, const struct stock_history_ask *ask,
		const void *own, struct stock_history_items *items);
	void (*write)(struct json_writer *json, const struct instrument *instrument,
		const void *item);
};

/* Answers with a page: {name: {SYMBOL: […]}, next_page_token}, or of a route with
 * the symbol in its path {name: […], symbol, next_page_token}. */
int stock_history_reply(struct request *request, struct reply *reply,
	const struct stock_history_kind *kind, const void *own)
	__attribute__((warn_unused_result));

#endif
