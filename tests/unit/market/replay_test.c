/* The replay provider: what it shows is what the bars say, up to its clock. */
#include "store_model.h"

#include "market/providers/replay.h"

static struct snapshot snapshot_at(struct database *database, int64_t now_us)
{
	struct snapshot snapshot;
	struct instrument instrument = {.symbol = "UTM"};
	const struct instrument *const list[] = {&instrument};
	struct transaction transaction = reading(database);
	struct provider_call call = {.arena = database->arena,
		.calendar = calendar,
		.transaction = &transaction,
		.wall_us = 5,
		.now_us = now_us};
	assert_int_equal(
		replay_provider.snapshots(&call, list, 1, &snapshot), PROVIDER_OK);
	assert_int_equal(transaction_commit(&transaction), 0);
	return snapshot;
}

/* The snapshot is the bars' end: what a reader of bars at that instant is told. */
static void a_replay_shows_what_the_bars_say(void **state)
{
	struct database *database = *state;
	make_model(database);
	for (int i = 0; i < QUESTIONS; i++) {
		size_t at = 800 + random_below((unsigned)model_count - 800);
		int64_t now_us = model[at].time_us + (int64_t)random_below(60000000);
		struct snapshot shown = snapshot_at(database, now_us);
		struct store_query query = {SOURCE_REPLAY, "UTM", minute, INT64_MIN,
			INT64_MAX, now_us, 2, true};
		struct store_answer answer = read_bars(database, &query);
		assert_int_equal(shown.received_us, 5);
		assert_int_equal(shown.source, SOURCE_REPLAY);
		assert_int_equal(shown.quote.time_us, now_us);
		assert_int_equal(shown.trade.price.e6, answer.bars.items[0].close.e6);
		assert_memory_equal(
			&shown.minute, &answer.bars.items[0], sizeof(struct bar));
		assert_true(shown.quote.bid.e6 <= shown.trade.price.e6);
		assert_true(shown.quote.ask.e6 >= shown.quote.bid.e6 + 10000);
		query.timeframe = one_day;
		answer = read_bars(database, &query);
		assert_int_equal(shown.day.time_us, answer.bars.items[0].time_us);
		assert_int_equal(shown.day.volume, answer.bars.items[0].volume);
		assert_int_equal(shown.day.high.e6, answer.bars.items[0].high.e6);
		assert_int_equal(shown.day.low.e6, answer.bars.items[0].low.e6);
		assert_int_equal(
			shown.previous_day.close.e6, answer.bars.items[1].close.e6);
		arena_reset(database->arena);
	}
	/* Before the session opens, the day is still the last one. */
	struct snapshot early = snapshot_at(
		database, calendar_at_us(calendar, day_named("2024-03-11"), 3600));
	assert_int_equal(early.day.time_us,
		calendar_midnight_us(calendar, day_named("2024-03-08")));
	assert_int_equal(snapshot_at(database, model[0].time_us - 1).received_us, 0);
}

/* New bars are seen although a tape is kept. */
static void a_replay_sees_what_is_imported_meanwhile(void **state)
{
	struct database *database = *state;
	struct store_written written;
	make_model(database);
	int64_t now_us = model[model_count - 1].time_us + MINUTE_US;
	int64_t before = snapshot_at(database, now_us).trade.price.e6;
	struct price price = {before + 1230000};
	struct bar bar = {.time_us = model[model_count - 1].time_us,
		.open = price,
		.high = price,
		.low = price,
		.close = price};
	write_bars(database, "UTM", minute, &bar, 1, &written);
	assert_int_equal(snapshot_at(database, now_us).trade.price.e6, before + 1230000);
}

static void a_speed_is_exact_or_refused(void **state)
{
	(void)state;
	static const char *const wrong[] = {"", "0", "-1", "0.0001", "100000.001", "1x",
		"fast", "1.2345", "+1", " 1"};
	int64_t speed_e3;
	assert_true(replay_speed("1", &speed_e3) && speed_e3 == 1000);
	assert_true(replay_speed("0.001", &speed_e3) && speed_e3 == 1);
	assert_true(replay_speed("60.5", &speed_e3) && speed_e3 == 60500);
	assert_true(replay_speed("100000", &speed_e3) && speed_e3 == 100000000);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		assert_false(replay_speed(wrong[i], &speed_e3));
}

int main(void)
{
	random_choose_seed();
	const struct CMUnitTest tests[] = {
		STORE_TEST(a_replay_shows_what_the_bars_say),
		STORE_TEST(a_replay_sees_what_is_imported_meanwhile),
		cmocka_unit_test(a_speed_is_exact_or_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
