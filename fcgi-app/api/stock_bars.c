#include "api/stock_bars.h"

#include "api/market_context.h"
#include "api/page.h"
#include "api/stock_wire.h"
#include "http/reply.h"
#include "http/request.h"

#include <string.h>

enum { TIMEFRAME = STOCK_HISTORY_PARAMS, ADJUSTMENT };

/* So many days of one symbol or another are added up at once, where others wait. */
enum { DAYS_MOST = 100000 };

static const int64_t DAY_US = INT64_C(86400) * 1000000;

#define OWN                                                                              \
	[TIMEFRAME] = {.name = "timeframe",                                              \
		.place = PARAM_QUERY,                                                    \
		.kind = PARAM_TEXT,                                                      \
		.required = true,                                                        \
		.least = 1,                                                              \
		.most = 16,                                                              \
		.description = "How long a bar is: 1Min to 59Min, 1Hour to 23Hour, "     \
			       "1Day, 1Week, 1 2 3 4 6 or 12Month."},                    \
	[ADJUSTMENT] = {.name = "adjustment",                                            \
		.place = PARAM_QUERY,                                                    \
		.kind = PARAM_TEXT,                                                      \
		.most = 64,                                                              \
		.initial = "raw",                                                        \
		.description = "raw, split, dividend, all; or several, with commas."}

const struct param stock_bars_params[STOCK_BARS_PARAMS] = {
	[STOCK_HISTORY_SYMBOL] = STOCK_HISTORY_SYMBOLS_PARAM, STOCK_HISTORY_COMMON, OWN};

const struct param stock_bars_one_params[STOCK_BARS_PARAMS] = {
	[STOCK_HISTORY_SYMBOL] = MARKET_CONTEXT_SYMBOL, STOCK_HISTORY_COMMON, OWN};

/* What bars are wanted. */
struct wanted {
	struct timeframe timeframe;
	enum bar_adjustment adjustment;
};

/* One word of a list of adjustments, as bits: 1 splits, 2 dividends; -1 for none. */
static int bits_of(const char *word, size_t length)
{
	static const struct {
		const char *name;
		int bits;
	} words[] = {
		{"raw", 0}, {"split", 1}, {"dividend", 2}, {"spin-off", 0}, {"all", 3}};
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strlen(words[i].name) == length &&
			memcmp(words[i].name, word, length) == 0)
			return words[i].bits;
	return -1;
}

bool stock_bars_adjustment(const char *text, enum bar_adjustment *adjustment)
{
	static const enum bar_adjustment of_bits[] = {
		BAR_RAW, BAR_SPLIT, BAR_DIVIDEND, BAR_ALL};
	int all = 0;
	for (;;) {
		size_t length = strcspn(text, ",");
		int bits = bits_of(text, length);
		if (bits < 0)
			return false;
		all |= bits;
		if (text[length] == '\0')
			break;
		text += length + 1;
	}
	*adjustment = of_bits[all];
	return true;
}

static enum feed_fault fetch(struct feed *feed, const struct stock_history_ask *ask,
	const void *own, struct stock_history_items *items)
{
	const struct wanted *wanted = own;
	struct feed_origin origin;
	struct bars bars = {0};
	struct bar_query query = {
		.instrument = ask->instrument,
		.timeframe = wanted->timeframe,
		.from_us = ask->from_us,
		.until_us = ask->until_us,
		.limit = ask->limit,
		.descending = ask->descending,
		.adjustment = wanted->adjustment,
	};
	enum feed_fault fault = feed_bars(feed, &query, &bars, &origin);
	*items = (struct stock_history_items){(const char *)bars.items, bars.count};
	return fault;
}

static void write(
	struct json_writer *json, const struct instrument *instrument, const void *item)
{
	(void)instrument;
	stock_wire_bar(json, item);
}

static const struct stock_history_kind bars_kind = {
	.name = "bars",
	.item_size = sizeof(struct bar),
	.fetch = fetch,
	.write = write,
};

/* A page holds so many bars, but of many symbols long ones are made of far more days. */
static bool takes_long(struct request *request, struct timeframe timeframe)
{
	const struct param_value *values = request->values;
	struct market_context_range range;
	const char *const *symbols;
	struct feed feed = market_context_feed(request);
	if (timeframe.unit <= TIMEFRAME_DAY ||
		!market_context_range(&feed, &values[STOCK_HISTORY_START],
			&values[STOCK_HISTORY_END], &range))
		return false;
	int count =
		param_symbols(request->arena, &values[STOCK_HISTORY_SYMBOL], &symbols);
	return !feed.network &&
	       (range.until_us - range.from_us) / DAY_US * count > DAYS_MOST;
}

int stock_bars_get(struct request *request, struct reply *reply)
{
	struct wanted wanted;
	if (!timeframe_parse(request->values[TIMEFRAME].text, &wanted.timeframe))
		return reply_refuse_field(reply, "timeframe",
			"must be 1Min to 59Min, 1Hour to 23Hour, 1Day, 1Week, or 1, 2, "
			"3, 4, 6 or 12Month");
	if (!stock_bars_adjustment(request->values[ADJUSTMENT].text, &wanted.adjustment))
		return reply_refuse_field(
			reply, "adjustment", "must be of raw, split, dividend, all");
	if (takes_long(request, wanted.timeframe))
		return reply_hand_over(reply);
	return stock_history_reply(request, reply, &bars_kind, &wanted);
}
