/* Alpha Vantage: what its documented layouts become, and what it says with 200. */
#include "market/providers/alpha_vantage.h"

#include "served.h"

static struct bar_query query_of(struct timeframe timeframe, int32_t days, bool adjusted)
{
	return (struct bar_query){.instrument = &served_apple,
		.timeframe = timeframe,
		.from_us = served_at(SERVED_TODAY - days, 0, 0),
		.until_us = SERVED_NOW_US,
		.limit = 100,
		.adjustment = adjusted ? BAR_ALL : BAR_RAW};
}

static void snapshots(void **state)
{
	(void)state;
	const struct instrument *instruments[] = {
		&served_apple, &served_unknown, &served_berkshire, &served_index};
	struct snapshot got[4];
	struct provider_call *call = served_as("good");
	served_expect(
		alpha_vantage_provider.snapshots(call, instruments, 4, got), PROVIDER_OK);
	assert_true(got[0].trade.price.e6 == 231455000);
	/* The day goes on: its price is of now. There are no bids and asks. */
	assert_true(got[0].trade.time_us == SERVED_NOW_US);
	assert_true(got[0].quote.time_us == 0);
	served_bar(&got[0].day, served_at(SERVED_TODAY, 0, 0), 229100000, 232000000,
		228750000, 231455000, 1203400);
	assert_true(got[0].previous_day.close.e6 == 229870000);
	assert_true(got[1].received_us == 0 && got[3].received_us == 0);
	assert_true(got[2].received_us == SERVED_NOW_US);
	call = served_as("good");
	call->now_us = SERVED_NOW_US + INT64_C(86400) * 1000000;
	served_expect(
		alpha_vantage_provider.snapshots(call, instruments, 1, got), PROVIDER_OK);
	assert_true(got[0].trade.time_us == served_at(SERVED_TODAY, 16, 0));
}

static void days(void **state)
{
	(void)state;
	struct bars bars;
	struct bar_query query = query_of((struct timeframe){TIMEFRAME_DAY, 1}, 3, false);
	served_expect(alpha_vantage_provider.bars(served_as("good"), &query, &bars),
		PROVIDER_OK);
	assert_int_equal(bars.count, 3);
	served_bar(&bars.items[0], served_at(SERVED_TODAY - 3, 0, 0), 226100000,
		227000000, 225000000, 225250000, 1100000);
}

static void weeks_and_their_adjustment(void **state)
{
	(void)state;
	struct bars bars;
	struct bar_query query =
		query_of((struct timeframe){TIMEFRAME_WEEK, 1}, 20, false);
	served_expect(alpha_vantage_provider.bars(served_as("good"), &query, &bars),
		PROVIDER_OK);
	/* Told by their last day, they begin on Monday. */
	assert_int_equal(bars.count, 2);
	assert_true(bars.items[0].time_us == served_at(SERVED_TODAY - 11, 0, 0));
	assert_true(bars.items[1].time_us == served_at(SERVED_TODAY - 4, 0, 0));
	query.adjustment = BAR_ALL;
	served_expect(alpha_vantage_provider.bars(served_as("good"), &query, &bars),
		PROVIDER_OK);
	served_bar(&bars.items[0], served_at(SERVED_TODAY - 11, 0, 0), 110000000,
		112500000, 109500000, 112000000, 6000000);
	query.adjustment = BAR_SPLIT;
	assert_int_equal(alpha_vantage_provider.bars(served_as("good"), &query, &bars),
		PROVIDER_NOT_OFFERED);
}

/* Times are by New York's clocks; what is long ago comes month by month. */
static void minutes(void **state)
{
	(void)state;
	struct bars bars;
	struct line_state line;
	struct bar_query query =
		query_of((struct timeframe){TIMEFRAME_HOUR, 1}, 5, false);
	served_expect(alpha_vantage_provider.bars(served_as("good"), &query, &bars),
		PROVIDER_OK);
	assert_int_equal(bars.count, 2);
	served_bar(&bars.items[0], served_at(SERVED_TODAY - 1, 9, 0), 228000000,
		228900000, 227900000, 228800000, 4000);
	query = query_of((struct timeframe){TIMEFRAME_HOUR, 1}, 70, false);
	served_expect(alpha_vantage_provider.bars(served_as("good"), &query, &bars),
		PROVIDER_OK);
	assert_int_equal(bars.count, 2);
	line_state(SOURCE_ALPHA_VANTAGE, SERVED_NOW_US, &line);
	assert_true(line.record.calls == 3);
	query = query_of((struct timeframe){TIMEFRAME_HOUR, 1}, 200, false);
	assert_int_equal(alpha_vantage_provider.bars(served_as("good"), &query, &bars),
		PROVIDER_NOT_OFFERED);
}

static void what_it_says_with_200(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum provider_fault fault;
	} cases[] = {{"unknown", PROVIDER_UNKNOWN}, {"invalid", PROVIDER_REFUSED},
		{"note", PROVIDER_LIMITED}, {"spent", PROVIDER_LIMITED},
		{"premium", PROVIDER_REFUSED}};
	struct bar_query query = query_of((struct timeframe){TIMEFRAME_DAY, 1}, 3, false);
	for (size_t i = 0; i < SERVED_COUNT(cases); i++) {
		struct bars bars;
		served_expect(alpha_vantage_provider.bars(
				      served_as(cases[i].name), &query, &bars),
			cases[i].fault);
		assert_true(strlen(served_call.problem) > 0);
		/* One of these quotes our key. */
		served_keeps_secrets(SOURCE_ALPHA_VANTAGE);
	}
}

static void news(void **state)
{
	(void)state;
	static const char *const symbols[] = {"AAPL", "BRK.B"};
	struct news got;
	struct news_query query = {symbols, 2, served_at(SERVED_TODAY - 5, 0, 0),
		SERVED_NOW_US + 1, 10, false};
	served_expect(alpha_vantage_provider.news(served_as("good"), &query, &got),
		PROVIDER_OK);
	/* Each symbol is asked for, each story told once. */
	assert_int_equal(got.count, 2);
	assert_string_equal(got.items[0].headline, "Young");
	assert_true(got.items[0].created_us == served_at(SERVED_TODAY, 7, 0));
	assert_string_equal(got.items[0].author, "Ann Author");
	assert_int_equal(got.items[0].symbol_count, 1);
	assert_string_equal(got.items[0].symbols[0], "AAPL");
	assert_true(got.items[0].id > 0 && got.items[0].id != got.items[1].id);
}

static void figures(void **state)
{
	(void)state;
	struct macro_points got;
	struct macro_query query = {
		MACRO_TREASURY_10Y, SERVED_TODAY - 20, SERVED_TODAY, 1};
	served_expect(alpha_vantage_provider.macro(served_as("good"), &query, &got),
		PROVIDER_OK);
	assert_int_equal(got.count, 1);
	assert_int_equal(got.items[0].day, SERVED_TODAY - 1);
	assert_true(got.items[0].value_e6 == 4210000);
	/* In a replay it cannot be told what was known. */
	struct provider_call *call = served_as("good");
	call->now_us -= INT64_C(2) * 86400 * 1000000;
	assert_int_equal(
		alpha_vantage_provider.macro(call, &query, &got), PROVIDER_NOT_OFFERED);
	/* Its consumer prices are not seasonally adjusted: another series than ours. */
	query.series = MACRO_CPI;
	assert_int_equal(alpha_vantage_provider.macro(served_as("good"), &query, &got),
		PROVIDER_NOT_OFFERED);
}

static void search(void **state)
{
	(void)state;
	struct instruments got;
	served_expect(alpha_vantage_provider.search(served_as("good"), "app", 10, &got),
		PROVIDER_OK);
	assert_int_equal(got.count, 3);
	assert_string_equal(got.items[1].symbol, "BRK.B");
	assert_int_equal(got.items[2].kind, INSTRUMENT_FUND);
	assert_int_equal(got.items[0].flags, INSTRUMENT_TRADABLE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(snapshots),
		cmocka_unit_test(days),
		cmocka_unit_test(weeks_and_their_adjustment),
		cmocka_unit_test(minutes),
		cmocka_unit_test(what_it_says_with_200),
		cmocka_unit_test(news),
		cmocka_unit_test(figures),
		cmocka_unit_test(search),
	};
	return cmocka_run_group_tests_name(
		"market/providers/alpha_vantage", tests, served_start, served_end);
}
