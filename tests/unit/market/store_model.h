#ifndef TESTS_MARKET_STORE_MODEL_H
#define TESTS_MARKET_STORE_MODEL_H

/* What the tests of stored bars share: weeks of minute bars, in the database as UTM and
 * in an array. Everything whose symbol begins with UT is theirs. */

#include "market/store.h"

#include "../db/database.h"
#include "../money/random.h"
#include "market/store_read.h"
#include "market/store_write.h"

enum { DAYS = 40, MODEL = DAYS * 400, QUESTIONS = 150 };

static const int64_t MINUTE_US = INT64_C(60) * 1000000;
static const struct timeframe minute = {TIMEFRAME_MINUTE, 1};
static const struct timeframe one_day = {TIMEFRAME_DAY, 1};

static const struct calendar *calendar;
static struct bar model[MODEL];
static size_t model_count;

static inline int32_t day_named(const char *text)
{
	int32_t day = 0;
	bool parsed = calendar_parse_day(text, &day);
	assert_true(parsed);
	return day;
}

static inline struct bar random_bar(int64_t time_us)
{
	int64_t low = 10000 * (100 + (int64_t)random_below(20000));
	int64_t high = low + 10000 * (int64_t)random_below(100);
	return (struct bar){.time_us = time_us,
		.open = {low},
		.high = {high},
		.low = {low},
		.close = {high},
		.vwap = {low},
		.volume = 1 + random_below(1000),
		.trades = 1 + random_below(9)};
}

static inline void forget(struct database *database)
{
	plain_do(database->plain, "delete from bars where symbol like 'UT%'");
	plain_do(database->plain, "delete from bar_series where symbol like 'UT%'");
	arena_reset(database->arena);
}

static inline void write_bars(struct database *database, const char *symbol,
	struct timeframe timeframe, const struct bar *bars, size_t count,
	struct store_written *written)
{
	struct transaction transaction = writing(database);
	struct store_target target = {
		&transaction, calendar, SOURCE_REPLAY, symbol, timeframe};
	*written = (struct store_written){0};
	assert_int_equal(store_write(&target, bars, count, written), 0);
	assert_int_equal(transaction_commit(&transaction), 0);
	arena_reset(database->arena);
}

static inline struct store_answer read_bars(
	struct database *database, const struct store_query *query)
{
	struct store_answer answer;
	struct transaction transaction = reading(database);
	assert_int_equal(
		store_read(&transaction, calendar, database->arena, query, &answer), 0);
	assert_int_equal(transaction_commit(&transaction), 0);
	return answer;
}

/* Weeks of minutes with gaps, over a change of the clocks, kept as UTM. */
static inline void make_model(struct database *database)
{
	struct store_written written;
	int32_t day = day_named("2024-02-20");
	model_count = 0;
	for (int i = 0; i < DAYS; i++, day++) {
		struct calendar_session session;
		if (!calendar_session(calendar, day, &session))
			continue;
		for (int at = 0; at < 390; at++)
			if (random_below(10) > 0)
				model[model_count++] =
					random_bar(session.open_us + at * MINUTE_US);
	}
	write_bars(database, "UTM", minute, model, model_count, &written);
	assert_int_equal(written.added, model_count);
}

static inline int open_store(void **state)
{
	int result = database_open_ready(state);
	calendar = calendar_load(CALENDAR_NYSE);
	random_restart(state);
	forget(*state);
	return calendar == NULL ? -1 : result;
}

static inline int close_store(void **state)
{
	forget(*state);
	return database_close(state);
}

#define STORE_TEST(name) cmocka_unit_test_setup_teardown(name, open_store, close_store)

#endif
