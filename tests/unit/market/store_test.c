/* Stored bars against a simple model of them: an array. */
#include "store_model.h"

#include "market/bar_walk.h"

static struct bar joined[MODEL];

static bool is_wanted(const struct bar *bar, const struct store_query *query)
{
	return bar->time_us >= query->from_us && bar->time_us < query->until_us;
}

/* What a reader of `all` would be told. */
static void assert_told(const struct bars *told, const struct bar *all, size_t count,
	const struct store_query *query)
{
	size_t seen = 0;
	for (size_t i = 0; i < count && seen < query->limit; i++) {
		const struct bar *bar = &all[query->descending ? count - 1 - i : i];
		if (!is_wanted(bar, query))
			continue;
		assert_true(seen < told->count);
		assert_int_equal(told->items[seen].time_us, bar->time_us);
		assert_int_equal(told->items[seen].open.e6, bar->open.e6);
		assert_int_equal(told->items[seen].high.e6, bar->high.e6);
		assert_int_equal(told->items[seen].low.e6, bar->low.e6);
		assert_int_equal(told->items[seen].close.e6, bar->close.e6);
		assert_int_equal(told->items[seen].volume, bar->volume);
		assert_int_equal(told->items[seen].trades, bar->trades);
		seen++;
	}
	assert_int_equal(seen, told->count);
}

static void ask_at_random(struct database *database, struct timeframe timeframe,
	const struct bar *all, size_t count)
{
	int64_t begin_us = model[0].time_us;
	uint64_t length_us = (uint64_t)(model[model_count - 1].time_us - begin_us);
	for (int i = 0; i < QUESTIONS; i++) {
		int64_t from_us =
			begin_us + (int64_t)(random_bits() % length_us) - MINUTE_US;
		int64_t long_us = (int64_t)(random_bits() % length_us);
		struct store_query query = {SOURCE_REPLAY, "UTM", timeframe, from_us,
			from_us + long_us, INT64_MAX, 1 + random_below(1200),
			random_below(2) == 0};
		if (random_below(5) == 0) {
			query.from_us = INT64_MIN;
			query.until_us = INT64_MAX;
		}
		struct store_answer answer = read_bars(database, &query);
		assert_true(answer.known && answer.found);
		assert_told(&answer.bars, all, count, &query);
		arena_reset(database->arena);
	}
}

static void what_was_written_is_read(void **state)
{
	struct database *database = *state;
	make_model(database);
	ask_at_random(database, minute, model, model_count);
}

static void longer_bars_are_joined(void **state)
{
	struct database *database = *state;
	static const struct timeframe longer[] = {{TIMEFRAME_MINUTE, 5},
		{TIMEFRAME_MINUTE, 7}, {TIMEFRAME_HOUR, 1}, {TIMEFRAME_HOUR, 4},
		{TIMEFRAME_DAY, 1}, {TIMEFRAME_WEEK, 1}, {TIMEFRAME_MONTH, 1}};
	make_model(database);
	for (size_t i = 0; i < sizeof(longer) / sizeof(*longer); i++) {
		struct bars all = {joined, model_count};
		memcpy(joined, model, model_count * sizeof(*model));
		assert_true(timeframe_gather(calendar, longer[i], &all) > 0);
		ask_at_random(database, longer[i], joined, all.count);
	}
}

static void a_bar_takes_the_place_of_its_time(void **state)
{
	struct database *database = *state;
	struct store_written written;
	make_model(database);
	for (int round = 0; round < 20; round++) {
		size_t first = random_below((unsigned)model_count);
		size_t count = 1 + random_below((unsigned)(model_count - first));
		for (size_t i = first; i < first + count; i++)
			if (random_below(3) == 0)
				model[i] = random_bar(model[i].time_us);
		write_bars(database, "UTM", minute, model + first, count, &written);
		assert_int_equal(written.added, 0);
		assert_int_equal(written.replaced + written.same, count);
	}
	ask_at_random(database, minute, model, model_count);
	struct store_series series[STORE_SERIES];
	struct transaction transaction = reading(database);
	assert_int_equal(store_series(&transaction, SOURCE_REPLAY, "UTM", series), 1);
	assert_int_equal(series[0].count, model_count);
	assert_int_equal(series[0].first_us, model[0].time_us);
	assert_int_equal(series[0].last_us, model[model_count - 1].time_us);
	assert_int_equal(transaction_commit(&transaction), 0);
}

/* Every other bar first, then the others: chunks grow from within. */
static void bars_come_between_others(void **state)
{
	struct database *database = *state;
	struct store_written written;
	make_model(database);
	size_t half = 0;
	for (int odd = 0; odd < 2; odd++) {
		half = 0;
		for (size_t i = (size_t)odd; i < model_count; i += 2)
			joined[half++] = model[i];
		write_bars(database, "UTH", minute, joined, half, &written);
		assert_int_equal(written.added, half);
	}
	struct store_query query = {SOURCE_REPLAY, "UTH", minute, INT64_MIN, INT64_MAX,
		INT64_MAX, MODEL, false};
	struct store_answer answer = read_bars(database, &query);
	assert_told(&answer.bars, model, model_count, &query);
}

static void the_best_series_answers(void **state)
{
	struct database *database = *state;
	struct store_written written;
	make_model(database);
	struct bar day =
		random_bar(calendar_midnight_us(calendar, day_named("2020-06-01")));
	write_bars(database, "UTM", one_day, &day, 1, &written);
	struct store_query query = {SOURCE_REPLAY, "UTM", one_day, INT64_MIN, INT64_MAX,
		INT64_MAX, 10, false};
	/* Days of their own are better than minutes, but not where there are none. */
	struct store_answer answer = read_bars(database, &query);
	assert_int_equal(answer.stored.unit, TIMEFRAME_DAY);
	assert_int_equal(answer.bars.count, 1);
	query.from_us = model[0].time_us;
	answer = read_bars(database, &query);
	assert_int_equal(answer.stored.unit, TIMEFRAME_MINUTE);
	assert_int_equal(answer.bars.count, 10);
	query.timeframe = (struct timeframe){TIMEFRAME_HOUR, 1};
	query.from_us = INT64_MIN;
	query.until_us = calendar_midnight_us(calendar, day_named("2020-12-31"));
	assert_int_equal(read_bars(database, &query).bars.count, 0);
	query.symbol = "UTNONE";
	assert_false(read_bars(database, &query).known);
}

/* Of what is later than the clock nothing is told, of the minute that is on only what
 * had come about. */
static void nothing_later_than_the_clock_is_told(void **state)
{
	struct database *database = *state;
	make_model(database);
	for (int i = 0; i < QUESTIONS; i++) {
		size_t at = random_below((unsigned)model_count);
		int64_t now_us = model[at].time_us + (int64_t)random_below(60000000);
		struct store_query query = {SOURCE_REPLAY, "UTM", minute, INT64_MIN,
			INT64_MAX, now_us, 3, true};
		struct store_answer answer = read_bars(database, &query);
		assert_true(answer.bars.count >= 1);
		struct bar cut = model[at];
		assert_true(bar_walk_cut(calendar, minute, &cut, now_us));
		assert_memory_equal(&answer.bars.items[0], &cut, sizeof(cut));
		if (at > 0)
			assert_memory_equal(
				&answer.bars.items[1], &model[at - 1], sizeof(cut));
		query.timeframe = one_day;
		answer = read_bars(database, &query);
		assert_int_equal(answer.bars.items[0].close.e6, cut.close.e6);
		arena_reset(database->arena);
	}
	struct store_query query = {SOURCE_REPLAY, "UTM", minute, INT64_MIN, INT64_MAX,
		model[0].time_us - 1, 3, true};
	assert_int_equal(read_bars(database, &query).bars.count, 0);
}

static void a_broken_chunk_is_told_and_not_shown(void **state)
{
	struct database *database = *state;
	struct store_answer answer;
	make_model(database);
	plain_do(database->plain,
		"update bars set packed = set_byte(packed, 40, get_byte(packed, 40) # 1) "
		"where symbol = 'UTM'");
	struct store_query query = {
		SOURCE_REPLAY, "UTM", minute, INT64_MIN, INT64_MAX, INT64_MAX, 10, false};
	struct transaction transaction = reading(database);
	assert_int_equal(
		store_read(&transaction, calendar, database->arena, &query, &answer), -1);
	transaction_rollback(&transaction);
	assert_usable(database);
	char *log = logged(database);
	assert_non_null(strstr(log, "stored bars cannot be read"));
	free(log);
}

static void what_is_no_bars_is_not_stored(void **state)
{
	struct database *database = *state;
	struct store_written written = {0};
	struct bar bars[] = {random_bar(MINUTE_US), random_bar(MINUTE_US)};
	struct transaction transaction = writing(database);
	struct store_target target = {
		&transaction, calendar, SOURCE_REPLAY, "UTB", minute};
	assert_int_equal(store_write(&target, bars, 2, &written), -1);
	transaction_rollback(&transaction);
	assert_usable(database);
	assert_int_equal(plain_number(database->plain,
				 "select count(*) from bars where symbol = 'UTB'"),
		0);
}

int main(void)
{
	random_choose_seed();
	const struct CMUnitTest tests[] = {
		STORE_TEST(what_was_written_is_read),
		STORE_TEST(longer_bars_are_joined),
		STORE_TEST(a_bar_takes_the_place_of_its_time),
		STORE_TEST(bars_come_between_others),
		STORE_TEST(the_best_series_answers),
		STORE_TEST(nothing_later_than_the_clock_is_told),
		STORE_TEST(a_broken_chunk_is_told_and_not_shown),
		STORE_TEST(what_is_no_bars_is_not_stored),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
