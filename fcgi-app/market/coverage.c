#include "market/coverage.h"

#include "base/arena.h"
#include "base/clock.h"
#include "market/calendar.h"
#include "market/store_read.h"

enum { ARENA_FIRST = 64 * 1024, ARENA_MOST = 128 * 1024 * 1024 };

/* Of a session in each of the calendar's days there would be room. */
enum {
	YEARS = CALENDAR_LAST_YEAR - CALENDAR_FIRST_YEAR + 1,
	SESSIONS_MOST = YEARS * 366
};

/* As many days are read at once; a year of minutes is about a hundred thousand bars. */
enum { SLICE_DAYS = 366, BARS_MOST = SLICE_DAYS * 24 * 60 };

struct reading {
	struct transaction *transaction;
	const struct calendar *calendar;
	enum source source;
	const struct store_series *series;
	struct arena *arena;
	bool covered[SESSIONS_MOST]; /* by the number of the session */
};

bool coverage_applies(struct timeframe timeframe)
{
	switch (timeframe.unit) {
	case TIMEFRAME_MINUTE:
	case TIMEFRAME_HOUR:
		return true;
	case TIMEFRAME_DAY:
		return timeframe.count == 1;
	case TIMEFRAME_WEEK:
	case TIMEFRAME_MONTH:
		break;
	}
	return false;
}

static bool is_equal(struct timeframe a, struct timeframe b)
{
	return a.unit == b.unit && a.count == b.count;
}

static void mark(struct reading *reading, const struct bars *bars)
{
	struct calendar_session session;
	for (size_t i = 0; i < bars->count; i++) {
		int32_t day = calendar_day_of(reading->calendar, bars->items[i].time_us);
		if (calendar_session(reading->calendar, day, &session))
			reading->covered[calendar_number(reading->calendar, day)] = true;
	}
}

static int read_slice(struct reading *reading, int32_t first_day, int32_t last_day)
{
	struct store_answer answer;
	struct store_query query = {.source = reading->source,
		.symbol = reading->series->symbol,
		.timeframe = reading->series->timeframe,
		.from_us = calendar_midnight_us(reading->calendar, first_day),
		.until_us = calendar_midnight_us(reading->calendar, last_day + 1),
		.now_us = INT64_MAX,
		.limit = BARS_MOST};
	arena_reset(reading->arena);
	if (store_read(reading->transaction, reading->calendar, reading->arena, &query,
		    &answer) != 0)
		return -1;
	/* Where it has none, shorter bars would be joined to its length. */
	if (answer.found && is_equal(answer.stored, reading->series->timeframe))
		mark(reading, &answer.bars);
	return 0;
}

/* Adds a session without a bar to the gap before it, or begins another. */
static void add_gap(struct coverage *coverage, int32_t day, bool follows)
{
	if (!follows && coverage->count == COVERAGE_GAPS)
		coverage->more = true;
	if (coverage->more)
		return;
	if (!follows)
		coverage->gaps[coverage->count++] =
			(struct coverage_gap){.first_day = day};
	struct coverage_gap *gap = &coverage->gaps[coverage->count - 1];
	gap->last_day = day;
	gap->sessions++;
}

static void find_gaps(const struct reading *reading, int32_t first_day, int32_t last_day,
	struct coverage *coverage)
{
	int32_t sessions = calendar_sessions(reading->calendar);
	bool was_covered = true;
	for (int32_t i = calendar_number(reading->calendar, first_day); i < sessions;
		i++) {
		int32_t day = calendar_numbered(reading->calendar, i).day;
		if (day > last_day)
			break;
		coverage->sessions++;
		coverage->covered += reading->covered[i];
		if (!reading->covered[i])
			add_gap(coverage, day, !was_covered);
		was_covered = reading->covered[i];
	}
}

static int32_t within(int32_t day)
{
	int32_t first = clock_day_of(CALENDAR_FIRST_YEAR, 1, 1);
	int32_t last = clock_day_of(CALENDAR_LAST_YEAR, 12, 31);
	return day < first ? first : day > last ? last : day;
}

int coverage_read(struct transaction *transaction, const struct calendar *calendar,
	enum source source, const struct store_series *series, struct coverage *coverage)
{
	struct reading reading = {.transaction = transaction,
		.calendar = calendar,
		.source = source,
		.series = series,
		.arena = arena_new(ARENA_FIRST, ARENA_MOST)};
	int32_t first_day = within(calendar_day_of(calendar, series->first_us));
	int32_t last_day = within(calendar_day_of(calendar, series->last_us));
	int result = reading.arena == NULL ? -1 : 0;
	*coverage = (struct coverage){0};
	for (int32_t day = first_day; result == 0 && day <= last_day; day += SLICE_DAYS) {
		int32_t last = day + SLICE_DAYS - 1;
		result = read_slice(&reading, day, last < last_day ? last : last_day);
	}
	if (result == 0)
		find_gaps(&reading, first_day, last_day, coverage);
	arena_free(reading.arena);
	return result;
}
