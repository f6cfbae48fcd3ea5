#include "market/store.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "db/transaction.h"

#include <stdio.h>

static bool is_within_day(struct timeframe timeframe)
{
	return timeframe.unit == TIMEFRAME_MINUTE || timeframe.unit == TIMEFRAME_HOUR;
}

int32_t store_chunk_day(
	const struct calendar *calendar, struct timeframe timeframe, int64_t time_us)
{
	int year, month, of_month;
	int32_t day = calendar_day_of(calendar, time_us);
	if (timeframe.unit == TIMEFRAME_MINUTE && timeframe.count == 1)
		return day;
	clock_date_of(day, &year, &month, &of_month);
	return clock_day_of(year, is_within_day(timeframe) ? month : 1, 1);
}

static int minutes_of(struct timeframe timeframe)
{
	return timeframe.unit == TIMEFRAME_HOUR ? timeframe.count * 60 : timeframe.count;
}

bool store_divides(struct timeframe stored, struct timeframe asked)
{
	enum { DAY_MINUTES = 24 * 60 };
	if (is_within_day(asked))
		return is_within_day(stored) &&
		       minutes_of(asked) % minutes_of(stored) == 0;
	if (is_within_day(stored))
		return DAY_MINUTES % minutes_of(stored) == 0;
	if (stored.unit == TIMEFRAME_DAY)
		return true;
	return stored.unit == asked.unit && asked.count % stored.count == 0;
}

static bool take_series(const struct rows *rows, int row, struct store_series *series)
{
	const char *timeframe = rows_text(rows, row, "timeframe");
	snprintf(series->symbol, sizeof(series->symbol), "%s",
		rows_text(rows, row, "symbol"));
	series->first_us = rows_integer(rows, row, "first_us");
	series->last_us = rows_integer(rows, row, "last_us");
	series->count = rows_integer(rows, row, "count");
	series->updated_us = rows_integer(rows, row, "updated_us");
	if (timeframe_parse(timeframe, &series->timeframe))
		return true;
	LOG(LOG_ERROR, "stored series of no timeframe",
		LOG_TEXT("symbol", series->symbol), LOG_TEXT("timeframe", timeframe));
	return false;
}

int store_series(struct transaction *transaction, enum source source, const char *symbol,
	struct store_series series[STORE_SERIES])
{
	struct rows rows;
	int count = 0;
	const char *const parameters[] = {source_name(source), symbol};
	if (transaction_run(transaction, STATEMENT_BARS_SERIES, 2, parameters, &rows) !=
		0)
		return -1;
	for (int row = 0; row < rows.count && count < STORE_SERIES; row++)
		count += take_series(&rows, row, &series[count]);
	return count;
}

int64_t store_coverage(struct transaction *transaction, struct arena *arena,
	enum source source, const char *after, size_t limit, struct store_series **series)
{
	struct rows rows;
	char most[24];
	int64_t count = 0;
	snprintf(most, sizeof(most), "%zu", limit);
	const char *const parameters[] = {source_name(source), after, most};
	if (transaction_run(transaction, STATEMENT_BARS_COVERAGE, 3, parameters, &rows) !=
		0)
		return -1;
	*series = arena_alloc(arena, ((size_t)rows.count + 1) * sizeof(**series));
	if (*series == NULL)
		return -1;
	for (int row = 0; row < rows.count; row++)
		count += take_series(&rows, row, &(*series)[count]);
	return count;
}

int store_span(
	struct transaction *transaction, enum source source, struct store_span *span)
{
	struct rows rows;
	const char *const parameters[] = {source_name(source)};
	if (transaction_run(transaction, STATEMENT_BARS_SPAN, 1, parameters, &rows) != 0)
		return -1;
	*span = (struct store_span){0};
	if (rows_text(&rows, 0, "changed_us") == NULL)
		return 0;
	span->first_us = rows_integer(&rows, 0, "first_us");
	span->changed_us = rows_integer(&rows, 0, "changed_us");
	return 0;
}
