#include "api/market_bars.h"

#include "api/market_context.h"
#include "api/market_view.h"
#include "api/page.h"
#include "api/stock_bars.h"
#include "http/reply.h"
#include "http/request.h"
#include "market/catalogue.h"

enum { SYMBOL, TIMEFRAME, START, END, LIMIT, ADJUSTMENT };
enum { SYMBOLS, DAYS };

/* Those that are over stay as they are; the one that grows is seen again soon. */
enum { FRESH_S = 5 };

const struct param market_bars_params[MARKET_BARS_PARAMS] = {
	[SYMBOL] = MARKET_CONTEXT_SYMBOL,
	[TIMEFRAME] = {.name = "timeframe",
		.place = PARAM_QUERY,
		.kind = PARAM_TEXT,
		.least = 1,
		.most = 16,
		.initial = "1Day",
		.description = "How long a candle is: 1Min to 59Min, 1Hour to 23Hour, "
			       "1Day, 1Week, 1 2 3 4 6 or 12Month; also 1m 5m 15m 30m 1h "
			       "1d 1w 1mo, minute hour day week month."},
	[START] = {.name = "start",
		.place = PARAM_QUERY,
		.kind = PARAM_TIME,
		.description = "From then on, inclusive; a date begins in New York. "
			       "Default: as far back as `limit` reaches."},
	[END] = MARKET_CONTEXT_END,
	[LIMIT] = PAGE_LIMIT(10000, "100", "The newest so many."),
	[ADJUSTMENT] = {.name = "adjustment",
		.place = PARAM_QUERY,
		.kind = PARAM_TEXT,
		.most = 64,
		.initial = "split",
		.description = "raw, split, dividend, all; or several, with commas."},
};

const struct param market_bars_spark_params[MARKET_BARS_SPARK_PARAMS] = {
	[SYMBOLS] = {.name = "symbols",
		.place = PARAM_QUERY,
		.kind = PARAM_SYMBOLS,
		.required = true,
		.most = MARKET_BARS_SPARKS,
		.description = "Symbols, separated by commas."},
	[DAYS] = {.name = "days",
		.place = PARAM_QUERY,
		.kind = PARAM_INTEGER,
		.least = 2,
		.most = 365,
		.initial = "30",
		.description = "So many sessions, the newest last."},
};

/* A day has at least three hours and a half of session, five days in a week of
 * which are open: so long a stretch holds `limit` bars surely. */
static int64_t reach_us(struct timeframe timeframe, int64_t limit)
{
	static const int64_t minute_us = 60 * INT64_C(1000000);
	static const int64_t longest_us = INT64_C(36) * 366 * 86400 * 1000000;
	int64_t unit_us = minute_us;
	switch (timeframe.unit) {
	case TIMEFRAME_MINUTE:
		unit_us = 7 * 2 * minute_us;
		break;
	case TIMEFRAME_HOUR:
		unit_us = 7 * 2 * 60 * minute_us;
		break;
	case TIMEFRAME_DAY:
		unit_us = 2 * 24 * 60 * minute_us;
		break;
	case TIMEFRAME_WEEK:
		unit_us = 7 * 24 * 60 * minute_us;
		break;
	case TIMEFRAME_MONTH:
		unit_us = 31 * 24 * 60 * minute_us;
		break;
	}
	int64_t most = longest_us / unit_us / timeframe.count;
	return (limit < most ? limit : most) * timeframe.count * unit_us +
	       10 * 24 * 60 * minute_us;
}

static void write_candle(struct json_writer *json, const struct bar *bar)
{
	char date[CALENDAR_DATE_SIZE];
	calendar_format_day(calendar_day_of(feed_calendar(), bar->time_us), date);
	json_write_object(json);
	json_write_pair(json, "date", date);
	json_write_key(json, "time");
	json_write_time_short(json, bar->time_us);
	json_write_pair_decimal(json, "open", bar->open.e6, PRICE_SCALE);
	json_write_pair_decimal(json, "high", bar->high.e6, PRICE_SCALE);
	json_write_pair_decimal(json, "low", bar->low.e6, PRICE_SCALE);
	json_write_pair_decimal(json, "close", bar->close.e6, PRICE_SCALE);
	json_write_pair_integer(json, "volume", bar->volume);
	json_write_object_end(json);
}

static int reply_candles(struct request *request, struct reply *reply, struct feed *feed,
	struct bar_query *query)
{
	static const char *const adjustments[] = {[BAR_RAW] = "raw",
		[BAR_SPLIT] = "split",
		[BAR_DIVIDEND] = "dividend",
		[BAR_ALL] = "all"};
	struct feed_origin origin = {.adjustment = query->adjustment};
	struct bars bars = {0};
	char timeframe[TIMEFRAME_TEXT_SIZE];
	enum feed_fault fault = FEED_OK;
	if (query->from_us < query->until_us)
		fault = feed_bars(feed, query, &bars, &origin);
	else
		origin.source = feed_sources(FEED_BARS)[0];
	if (fault != FEED_OK)
		return market_context_fault(reply, fault, request->values[SYMBOL].text);
	struct json_writer json = reply_json(reply);
	timeframe_format(query->timeframe, timeframe);
	json_write_object(&json);
	json_write_pair(&json, "symbol", query->instrument->symbol);
	json_write_pair(&json, "timeframe", timeframe);
	json_write_pair(&json, "adjustment", adjustments[origin.adjustment]);
	json_write_key(&json, "candles");
	json_write_array(&json);
	for (size_t i = bars.count; i-- > 0;)
		write_candle(&json, &bars.items[i]);
	json_write_array_end(&json);
	market_context_origin(&json, feed, &origin);
	json_write_object_end(&json);
	return reply_end_private_tagged(reply, FRESH_S);
}

int market_bars_get(struct request *request, struct reply *reply)
{
	const struct param_value *values = request->values;
	struct market_context_range range;
	struct feed feed = market_context_feed(request);
	struct bar_query query = {
		.limit = (size_t)values[LIMIT].integer, .descending = true};
	int place = catalogue_find(values[SYMBOL].text);
	if (!timeframe_parse(values[TIMEFRAME].text, &query.timeframe))
		return reply_refuse_field(reply, "timeframe", "is not one there is");
	if (!stock_bars_adjustment(values[ADJUSTMENT].text, &query.adjustment))
		return reply_refuse_field(
			reply, "adjustment", "must be of raw, split, dividend, all");
	if (!market_context_range(&feed, &values[START], &values[END], &range))
		return market_context_refuse_range(reply);
	if (place < 0)
		return market_context_fault(reply, FEED_UNKNOWN, values[SYMBOL].text);
	query.instrument = catalogue_at(place);
	query.until_us = range.until_us;
	query.from_us = range.from_us;
	if (!values[START].given)
		query.from_us =
			range.until_us - reach_us(query.timeframe, values[LIMIT].integer);
	return reply_candles(request, reply, &feed, &query);
}

static enum feed_fault write_spark(
	struct json_writer *json, struct feed *feed, const char *symbol, int64_t days)
{
	struct feed_origin origin;
	struct bars bars = {0};
	int place = catalogue_find(symbol);
	if (place < 0)
		return FEED_UNKNOWN;
	struct bar_query query = {
		.instrument = catalogue_at(place),
		.timeframe = {TIMEFRAME_DAY, 1},
		.until_us = feed->now_us + 1,
		.limit = (size_t)days,
		.descending = true,
		.adjustment = BAR_SPLIT,
	};
	query.from_us = query.until_us - reach_us(query.timeframe, days);
	enum feed_fault fault = feed_bars(feed, &query, &bars, &origin);
	if (fault != FEED_OK)
		return fault;
	json_write_object(json);
	json_write_pair(json, "symbol", query.instrument->symbol);
	json_write_key(json, "closes");
	json_write_array(json);
	for (size_t i = bars.count; i-- > 0;)
		json_write_decimal(json, bars.items[i].close.e6, PRICE_SCALE);
	json_write_array_end(json);
	market_view_write_source(json, origin.source);
	json_write_object_end(json);
	return FEED_OK;
}

int market_bars_sparklines(struct request *request, struct reply *reply)
{
	const char *const *symbols;
	struct feed feed = market_context_feed(request);
	int count = param_symbols(request->arena, &request->values[SYMBOLS], &symbols);
	struct json_writer json = reply_json(reply);
	if (count < 0)
		return -1;
	json_write_object(&json);
	json_write_key(&json, "sparklines");
	json_write_array(&json);
	for (int i = 0; i < count; i++) {
		enum feed_fault fault = write_spark(
			&json, &feed, symbols[i], request->values[DAYS].integer);
		if (fault != FEED_OK && fault != FEED_UNKNOWN)
			return market_context_fault(reply, fault, symbols[i]);
	}
	json_write_array_end(&json);
	json_write_object_end(&json);
	return reply_end_private(reply, 60);
}
