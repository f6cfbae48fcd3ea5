#include "api/import_gaps.h"

#include "api/context.h"
#include "api/day.h"
#include "api/market_context.h"
#include "base/arena.h"
#include "http/reply.h"
#include "http/request.h"
#include "market/coverage.h"

enum { SYMBOL, TIMEFRAME };

const struct param import_gaps_params[IMPORT_GAPS_PARAMS] = {
	[SYMBOL] = MARKET_CONTEXT_SYMBOL,
	[TIMEFRAME] = {.name = "timeframe",
		.place = PARAM_QUERY,
		.kind = PARAM_TEXT,
		.required = true,
		.least = 1,
		.most = TIMEFRAME_TEXT_SIZE - 1,
		.description = "Length of the bars, a day at most: 1Min, 1Hour, 1Day …"},
};

static void write_gap(struct json_writer *json, const struct coverage_gap *gap)
{
	json_write_object(json);
	day_write(json, "from", gap->first_day);
	day_write(json, "to", gap->last_day);
	json_write_pair_integer(json, "sessions", gap->sessions);
	json_write_object_end(json);
}

static int tell(struct reply *reply, const struct store_series *series,
	const struct coverage *coverage)
{
	char timeframe[TIMEFRAME_TEXT_SIZE];
	struct json_writer json = reply_json(reply);
	timeframe_format(series->timeframe, timeframe);
	json_write_object(&json);
	json_write_pair(&json, "symbol", series->symbol);
	json_write_pair(&json, "timeframe", timeframe);
	json_write_pair_integer(&json, "bars", series->count);
	json_write_pair_integer(&json, "sessions", coverage->sessions);
	json_write_pair_integer(&json, "covered", coverage->covered);
	json_write_key(&json, "gaps");
	json_write_array(&json);
	for (size_t i = 0; i < coverage->count; i++)
		write_gap(&json, &coverage->gaps[i]);
	json_write_array_end(&json);
	json_write_pair_bool(&json, "more", coverage->more);
	json_write_object_end(&json);
	return reply_end(reply, 200);
}

/* The series of that length among those of the symbol; NULL when there is none. */
static const struct store_series *find(
	const struct store_series *all, int count, struct timeframe timeframe)
{
	for (int i = 0; i < count; i++)
		if (all[i].timeframe.unit == timeframe.unit &&
			all[i].timeframe.count == timeframe.count)
			return &all[i];
	return NULL;
}

int import_gaps_get(struct request *request, struct reply *reply)
{
	struct timeframe timeframe;
	struct coverage coverage;
	char symbol[PARAM_SYMBOL_SIZE];
	struct transaction *transaction = context_transaction(request);
	const struct calendar *calendar = calendar_load(CALENDAR_NYSE);
	struct store_series *all =
		arena_alloc(request->arena, STORE_SERIES * sizeof(*all));
	if (calendar == NULL || all == NULL)
		return -1;
	if (!timeframe_parse(request->values[TIMEFRAME].text, &timeframe) ||
		!coverage_applies(timeframe))
		return reply_refuse_field(reply, "timeframe",
			"must be a length of bars of a day at most, such as 1Min or "
			"1Day");
	market_context_capital(request->values[SYMBOL].text, symbol);
	int count = store_series(transaction, SOURCE_REPLAY, symbol, all);
	if (count < 0)
		return -1;
	const struct store_series *series = find(all, count, timeframe);
	if (series == NULL)
		return reply_refuse_because(reply, REFUSAL_ABSENT,
			"no bars of that symbol and length were imported");
	if (coverage_read(transaction, calendar, SOURCE_REPLAY, series, &coverage) != 0)
		return -1;
	return tell(reply, series, &coverage);
}
