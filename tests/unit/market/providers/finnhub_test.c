/* Finnhub: what its documented layouts become. */
#include "market/providers/finnhub.h"

#include "served.h"

static void snapshots(void **state)
{
	(void)state;
	const struct instrument *instruments[] = {
		&served_index, &served_apple, &served_unknown, &served_berkshire};
	struct snapshot got[4];
	struct provider_call *call = served_as("good");
	served_expect(finnhub_provider.snapshots(call, instruments, 4, got), PROVIDER_OK);
	assert_true(got[1].trade.price.e6 == 231455000);
	assert_true(got[1].trade.time_us == INT64_C(1769803198) * 1000000);
	assert_true(got[1].quote.time_us == 0);
	served_bar(&got[1].day, served_at(SERVED_TODAY, 0, 0), 229100000, 232000000,
		228750000, 231455000, 0);
	assert_true(got[1].previous_day.close.e6 == 229870000);
	assert_true(got[0].received_us == 0 && got[2].received_us == 0);
	assert_true(got[3].received_us == SERVED_NOW_US);
}

static void an_unknown_symbol_alone(void **state)
{
	(void)state;
	const struct instrument *instruments[] = {&served_unknown};
	struct snapshot got;
	assert_int_equal(
		finnhub_provider.snapshots(served_as("good"), instruments, 1, &got),
		PROVIDER_UNKNOWN);
}

/* One call a symbol: what came before the calls ran out is told. */
static void the_calls_run_out_half_way(void **state)
{
	(void)state;
	const struct instrument *instruments[] = {&served_apple, &served_berkshire};
	struct snapshot got[2];
	setenv("FINNHUB_PER_MINUTE", "1", 1);
	struct provider_call *call = served_as("good");
	served_expect(finnhub_provider.snapshots(call, instruments, 2, got), PROVIDER_OK);
	assert_true(got[0].received_us != 0 && got[1].received_us == 0);
	assert_int_equal(
		finnhub_provider.snapshots(call, instruments, 2, got), PROVIDER_LIMITED);
	assert_in_range(call->retry_after_ms, 1, 60000);
	unsetenv("FINNHUB_PER_MINUTE");
}

static void bars(void **state)
{
	(void)state;
	struct bars got;
	struct bar_query query = {.instrument = &served_apple,
		.timeframe = {TIMEFRAME_DAY, 1},
		.from_us = served_at(SERVED_TODAY - 3, 0, 0),
		.until_us = SERVED_NOW_US,
		.limit = 100,
		.adjustment = BAR_SPLIT};
	served_expect(
		finnhub_provider.bars(served_as("good"), &query, &got), PROVIDER_OK);
	assert_int_equal(got.count, 3);
	/* Told as midnight in UTC, it is a day of New York. */
	served_bar(&got.items[2], served_at(SERVED_TODAY - 1, 0, 0), 228000000, 230010000,
		227500000, 229870000, 2203400);
	query.timeframe = (struct timeframe){TIMEFRAME_MINUTE, 5};
	assert_int_equal(finnhub_provider.bars(served_as("good"), &query, &got),
		PROVIDER_NOT_OFFERED);
	query.adjustment = BAR_RAW;
	served_expect(
		finnhub_provider.bars(served_as("good"), &query, &got), PROVIDER_OK);
	assert_int_equal(got.count, 3);
	assert_true(got.items[0].time_us == served_at(SERVED_TODAY - 1, 9, 30));
}

static void columns_of_unlike_length(void **state)
{
	(void)state;
	struct bars got;
	struct bar_query query = {.instrument = &served_apple,
		.timeframe = {TIMEFRAME_DAY, 1},
		.from_us = served_at(SERVED_TODAY - 3, 0, 0),
		.until_us = SERVED_NOW_US,
		.limit = 100,
		.adjustment = BAR_SPLIT};
	assert_int_equal(finnhub_provider.bars(served_as("ragged"), &query, &got),
		PROVIDER_NONSENSE);
}

static void news(void **state)
{
	(void)state;
	static const char *const symbols[] = {"AAPL"};
	static const char *const many[] = {"A", "B", "C", "D", "E", "F"};
	struct news got;
	struct news_query query = {symbols, 1, served_at(SERVED_TODAY - 5, 0, 0),
		SERVED_NOW_US + 1, 10, true};
	served_expect(
		finnhub_provider.news(served_as("good"), &query, &got), PROVIDER_OK);
	assert_int_equal(got.count, 2);
	assert_string_equal(got.items[0].headline, "Old");
	assert_true(got.items[1].created_us == served_at(SERVED_TODAY, 7, 0));
	assert_string_equal(got.items[1].publisher, "Yahoo");
	query.symbol_count = 0;
	served_expect(
		finnhub_provider.news(served_as("good"), &query, &got), PROVIDER_OK);
	assert_int_equal(got.count, 2);
	query.symbols = many;
	query.symbol_count = SERVED_COUNT(many);
	assert_int_equal(finnhub_provider.news(served_as("good"), &query, &got),
		PROVIDER_NOT_OFFERED);
}

static void search(void **state)
{
	(void)state;
	struct instruments got;
	served_expect(
		finnhub_provider.search(served_as("good"), "app", 10, &got), PROVIDER_OK);
	assert_int_equal(got.count, 2);
	assert_string_equal(got.items[0].symbol, "AAPL");
	assert_string_equal(got.items[0].name, "APPLE INC");
	assert_int_equal(got.items[1].kind, INSTRUMENT_FUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(snapshots),
		cmocka_unit_test(an_unknown_symbol_alone),
		cmocka_unit_test(the_calls_run_out_half_way),
		cmocka_unit_test(bars),
		cmocka_unit_test(columns_of_unlike_length),
		cmocka_unit_test(news),
		cmocka_unit_test(search),
	};
	return cmocka_run_group_tests_name(
		"market/providers/finnhub", tests, served_start, served_end);
}
