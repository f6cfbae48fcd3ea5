#include "api/market_correlation.h"

#include "api/market_context.h"
#include "base/arena.h"
#include "http/reply.h"
#include "http/request.h"
#include "market/catalogue.h"
#include "quant/correlation.h"

#include <string.h>

enum { SYMBOLS, PERIOD };
enum { LEAST_SYMBOLS = 2 };

const struct param market_correlation_params[MARKET_CORRELATION_PARAMS] = {
	[SYMBOLS] = {.name = "symbols",
		.place = PARAM_QUERY,
		.kind = PARAM_SYMBOLS,
		.required = true,
		.most = CORRELATION_SERIES,
		.description = "Two symbols or more, separated by commas."},
	[PERIOD] = {.name = "period",
		.place = PARAM_QUERY,
		.kind = PARAM_CHOICE,
		.choices = "1m 3m 6m 1y 2y 5y",
		.initial = "1y",
		.description = "How far back its days reach."},
};

static int64_t days_of(const char *period)
{
	int64_t count = period[0] - '0';
	return count * (period[1] == 'm' ? 31 : 366);
}

/* What is to be correlated. */
struct work {
	struct feed feed;
	int64_t from_us;
	size_t series;
	const char *symbols[CORRELATION_SERIES];
	struct bars bars[CORRELATION_SERIES];
	int64_t *closes[CORRELATION_SERIES];
	int64_t days[2]; /* the first and the last that all have */
	size_t count;
	struct feed_origin origin;
};

static enum feed_fault fetch(struct work *work, const char *symbol)
{
	int place = catalogue_find(symbol);
	if (place < 0)
		return FEED_UNKNOWN;
	struct bar_query query = {
		.instrument = catalogue_at(place),
		.timeframe = {TIMEFRAME_DAY, 1},
		.from_us = work->from_us,
		.until_us = work->feed.now_us + 1,
		.limit = CORRELATION_CLOSES,
		.adjustment = BAR_ALL,
	};
	work->symbols[work->series] = query.instrument->symbol;
	return feed_bars(&work->feed, &query, &work->bars[work->series++], &work->origin);
}

/* Keeps the days that all have, in step. */
static int align(struct work *work)
{
	size_t at[CORRELATION_SERIES] = {0};
	for (size_t i = 0; i < work->series; i++) {
		work->closes[i] = arena_alloc(work->feed.arena,
			(work->bars[0].count + 1) * sizeof(*work->closes[i]));
		if (work->closes[i] == NULL)
			return -1;
	}
	for (; at[0] < work->bars[0].count; at[0]++) {
		int64_t time_us = work->bars[0].items[at[0]].time_us;
		bool all = work->bars[0].items[at[0]].close.e6 > 0;
		for (size_t i = 1; i < work->series; i++) {
			const struct bars *bars = &work->bars[i];
			while (at[i] < bars->count &&
				bars->items[at[i]].time_us < time_us)
				at[i]++;
			all = all && at[i] < bars->count &&
			      bars->items[at[i]].time_us == time_us &&
			      bars->items[at[i]].close.e6 > 0;
		}
		if (!all)
			continue;
		for (size_t i = 0; i < work->series; i++)
			work->closes[i][work->count] =
				work->bars[i].items[at[i]].close.e6;
		work->days[work->count++ > 0] = time_us;
	}
	return 0;
}

static void write_row(struct json_writer *json, const int64_t *row_e6, size_t count)
{
	json_write_array(json);
	for (size_t i = 0; i < count; i++)
		if (row_e6[i] == CORRELATION_NONE)
			json_write_null(json);
		else
			json_write_decimal(json, row_e6[i], 6);
	json_write_array_end(json);
}

static void write_day(
	struct json_writer *json, const char *key, const struct work *work, size_t number)
{
	char text[CALENDAR_DATE_SIZE];
	if (work->count > number)
		calendar_format_day(
			calendar_day_of(feed_calendar(), work->days[number]), text);
	json_write_pair(json, key, work->count > number ? text : NULL);
}

static int reply_matrix(struct reply *reply, struct work *work, const char *period)
{
	int64_t matrix_e6[CORRELATION_SERIES * CORRELATION_SERIES];
	struct json_writer json = reply_json(reply);
	correlation_of((const int64_t *const *)work->closes, work->series, work->count,
		matrix_e6);
	json_write_object(&json);
	json_write_key(&json, "symbols");
	json_write_array(&json);
	for (size_t i = 0; i < work->series; i++)
		json_write_string(&json, work->symbols[i]);
	json_write_array_end(&json);
	json_write_pair(&json, "period", period);
	write_day(&json, "start", work, 0);
	write_day(&json, "end", work, 1);
	json_write_pair_integer(
		&json, "returns", work->count == 0 ? 0 : (int64_t)work->count - 1);
	json_write_key(&json, "matrix");
	json_write_array(&json);
	for (size_t i = 0; i < work->series; i++)
		write_row(&json, &matrix_e6[i * work->series], work->series);
	json_write_array_end(&json);
	market_context_origin(&json, &work->feed, &work->origin);
	json_write_object_end(&json);
	return reply_end_private(reply, 60);
}

int market_correlation_get(struct request *request, struct reply *reply)
{
	const char *const *symbols;
	const char *period = request->values[PERIOD].text;
	struct work work = {.feed = market_context_feed(request)};
	int count = param_symbols(request->arena, &request->values[SYMBOLS], &symbols);
	if (count < 0)
		return -1;
	if (count < LEAST_SYMBOLS)
		return reply_refuse_field(reply, "symbols", "must be two or more");
	work.from_us = work.feed.now_us - days_of(period) * 86400 * 1000000;
	for (int i = 0; i < count; i++) {
		enum feed_fault fault = fetch(&work, symbols[i]);
		if (fault != FEED_OK)
			return market_context_fault(reply, fault, symbols[i]);
	}
	if (align(&work) != 0)
		return -1;
	return reply_matrix(reply, &work, period);
}
