/* sim_options_history_*: what was traded of a contract adds up. */
#include "market/sim/sim_options_history.h"

#include "options_market.h"

/* A chain's last trade and volume are those of the tape; pages of the tape join. */
static void tape(void **state)
{
	(void)state;
	int64_t now_us = at("2026-04-22T17:45:00Z");
	int32_t day = clock_day_of(2026, 5, 15);
	struct chain chain = chain_at("AAPL", now_us, day);
	struct provider_call call = call_at(now_us);
	int traded = 0;
	for (size_t i = 0; i < chain.count; i += 5) {
		const struct chain_line *line = &chain.items[i];
		struct contract_query query = {.contract = &line->contract,
			.from_us = at("2026-04-22T13:30:00Z"),
			.until_us = now_us + 1,
			.limit = 1000};
		struct trades up, down;
		assert_int_equal(
			sim_options_history_trades(&call, &query, &up), PROVIDER_OK);
		query.descending = true;
		assert_int_equal(
			sim_options_history_trades(&call, &query, &down), PROVIDER_OK);
		assert_int_equal(up.count, down.count);
		int64_t volume = 0;
		for (size_t t = 0; t < up.count; t++) {
			const struct trade *other = &down.items[up.count - 1 - t];
			assert_memory_equal(&up.items[t], other, sizeof(*other));
			assert_true(t == 0 ||
				    (up.items[t].time_us > up.items[t - 1].time_us &&
					    up.items[t].id > up.items[t - 1].id));
			assert_true(up.items[t].size > 0 && up.items[t].price.e6 > 0);
			volume += up.items[t].size;
		}
		assert_int_equal(volume, line->volume);
		if (up.count == 0)
			continue;
		traded++;
		assert_memory_equal(
			&line->last, &up.items[up.count - 1], sizeof(line->last));
	}
	assert_true(traded > 3);
}

/* Bars are sound, fall where there were trades, and those of a day hold its volume. */
static void bars(void **state)
{
	(void)state;
	int64_t now_us = at("2026-04-22T17:45:00Z");
	struct chain chain = chain_at("AAPL", now_us, clock_day_of(2026, 5, 15));
	struct chain_line *line = &chain.items[chain.count / 2];
	struct provider_call call = call_at(now_us);
	struct contract_query query = {.contract = &line->contract,
		.timeframe = {TIMEFRAME_DAY, 1},
		.from_us = at("2026-04-13T04:00:00Z"),
		.until_us = at("2026-04-23T04:00:00Z"),
		.limit = 1000};
	struct bars daily, hourly;
	assert_int_equal(sim_options_history_bars(&call, &query, &daily), PROVIDER_OK);
	query.timeframe = (struct timeframe){TIMEFRAME_HOUR, 1};
	assert_int_equal(sim_options_history_bars(&call, &query, &hourly), PROVIDER_OK);
	assert_int_equal(daily.count, 8);
	size_t hour = 0;
	for (size_t i = 0; i < daily.count; i++) {
		int64_t volume = 0, trades = 0;
		int64_t next_us = daily.items[i].time_us + 1440 * MINUTE_US;
		assert_true(bar_is_sound(&daily.items[i]));
		for (; hour < hourly.count && hourly.items[hour].time_us < next_us;
			hour++) {
			assert_true(bar_is_sound(&hourly.items[hour]));
			volume += hourly.items[hour].volume;
			trades += hourly.items[hour].trades;
		}
		assert_int_equal(daily.items[i].volume, volume);
		assert_int_equal(daily.items[i].trades, trades);
	}
	assert_int_equal(hour, hourly.count);
	assert_int_equal(daily.items[daily.count - 1].volume, line->volume);
	/* The close of the session before is the one that the chain tells. */
	assert_int_equal(daily.items[daily.count - 2].close.e6, line->previous_close.e6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tape),
		cmocka_unit_test(bars),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
