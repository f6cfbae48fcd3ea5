/* Tradier: what its documented layouts become, and its quirks. */
#include "market/providers/tradier.h"

#include "served.h"

static void snapshots(void **state)
{
	(void)state;
	const struct instrument *instruments[] = {
		&served_apple, &served_unknown, &served_berkshire, &served_index};
	struct snapshot got[4];
	struct provider_call *call = served_as("good");
	served_expect(tradier_provider.snapshots(call, instruments, 4, got), PROVIDER_OK);
	assert_int_equal(got[0].source, SOURCE_TRADIER);
	assert_true(got[0].trade.price.e6 == 231455000 && got[0].trade.size == 100);
	assert_true(got[0].trade.time_us == INT64_C(1769803198123) * 1000);
	/* Sizes are told in hundreds; the time is that of the newer side. */
	assert_true(got[0].quote.bid_size == 200 && got[0].quote.ask_size == 300);
	assert_true(got[0].quote.time_us == INT64_C(1769803199000) * 1000);
	served_bar(&got[0].day, served_at(SERVED_TODAY, 0, 0), 229100000, 232000000,
		228750000, 231455000, 1203400);
	assert_true(got[0].previous_day.time_us == served_at(SERVED_TODAY - 1, 0, 0));
	assert_true(got[0].previous_day.close.e6 == 229870000);
	assert_true(got[0].previous_day.open.e6 == 0);
	assert_true(got[1].received_us == 0);
	/* BRK/B, without a bid, and without figures of the day. */
	assert_true(got[2].quote.bid.e6 == 0 && got[2].quote.ask.e6 == 480900000);
	assert_true(got[2].day.time_us == 0);
	/* An index has a last price alone. */
	assert_true(got[3].trade.price.e6 == INT64_C(6900120000));
	assert_true(got[3].quote.time_us == 0 && got[3].received_us == SERVED_NOW_US);
}

/* One item stands alone where several are a list. */
static void lists_of_one(void **state)
{
	(void)state;
	const struct instrument *instruments[] = {&served_apple};
	struct snapshot snapshot;
	struct expirations expirations;
	struct chain chain;
	struct instruments found;
	struct chain_query query = {.underlying = &served_apple,
		.from_day = SERVED_TODAY + 21,
		.until_day = SERVED_TODAY + 21};
	served_expect(tradier_provider.snapshots(
			      served_as("single"), instruments, 1, &snapshot),
		PROVIDER_OK);
	served_expect(tradier_provider.expirations(
			      served_as("single"), &served_apple, &expirations),
		PROVIDER_OK);
	assert_int_equal(expirations.count, 1);
	assert_int_equal(expirations.days[0], SERVED_TODAY + 21);
	served_expect(
		tradier_provider.chain(served_as("single"), &query, &chain), PROVIDER_OK);
	assert_int_equal(chain.count, 1);
	served_expect(tradier_provider.search(served_as("single"), "app", 10, &found),
		PROVIDER_OK);
	assert_int_equal(found.count, 1);
}

static void the_word_null_is_an_empty_list(void **state)
{
	(void)state;
	struct expirations expirations;
	struct bars bars;
	struct bar_query query = {.instrument = &served_apple,
		.timeframe = {TIMEFRAME_DAY, 1},
		.from_us = served_at(SERVED_TODAY - 5, 0, 0),
		.until_us = SERVED_NOW_US,
		.limit = 10,
		.adjustment = BAR_SPLIT};
	served_expect(tradier_provider.expirations(
			      served_as("word"), &served_apple, &expirations),
		PROVIDER_OK);
	assert_int_equal(expirations.count, 0);
	served_expect(
		tradier_provider.bars(served_as("word"), &query, &bars), PROVIDER_OK);
	assert_int_equal(bars.count, 0);
}

static void days_and_what_is_joined_from_them(void **state)
{
	(void)state;
	struct bars bars;
	struct bar_query query = {.instrument = &served_apple,
		.timeframe = {TIMEFRAME_DAY, 1},
		.from_us = served_at(SERVED_TODAY - 3, 0, 0),
		.until_us = SERVED_NOW_US,
		.limit = 2,
		.descending = true,
		.adjustment = BAR_SPLIT};
	served_expect(
		tradier_provider.bars(served_as("good"), &query, &bars), PROVIDER_OK);
	assert_int_equal(bars.count, 2);
	served_bar(&bars.items[0], served_at(SERVED_TODAY - 1, 0, 0), 228000000,
		230010000, 227500000, 229870000, 2203400);
	query.timeframe = (struct timeframe){TIMEFRAME_WEEK, 1};
	query.from_us = served_at(SERVED_TODAY - 4, 0, 0);
	served_expect(
		tradier_provider.bars(served_as("good"), &query, &bars), PROVIDER_OK);
	assert_int_equal(bars.count, 1);
	served_bar(&bars.items[0], served_at(SERVED_TODAY - 4, 0, 0), 225000000,
		230010000, 224250000, 229870000, 5503400);
}

static void minutes_and_what_is_joined_from_them(void **state)
{
	(void)state;
	struct bars bars;
	struct bar_query query = {.instrument = &served_apple,
		.timeframe = {TIMEFRAME_MINUTE, 5},
		.from_us = served_at(SERVED_TODAY - 1, 9, 31),
		.until_us = SERVED_NOW_US,
		.limit = 100,
		.adjustment = BAR_RAW};
	served_expect(
		tradier_provider.bars(served_as("good"), &query, &bars), PROVIDER_OK);
	assert_int_equal(bars.count, 2);
	assert_true(bars.items[0].time_us == served_at(SERVED_TODAY - 1, 9, 35));
	assert_true(bars.items[0].vwap.e6 == 228500000 && bars.items[1].vwap.e6 == 0);
	query.timeframe = (struct timeframe){TIMEFRAME_MINUTE, 15};
	query.from_us = served_at(SERVED_TODAY - 1, 9, 30);
	served_expect(
		tradier_provider.bars(served_as("good"), &query, &bars), PROVIDER_OK);
	assert_int_equal(bars.count, 2);
	served_bar(&bars.items[0], served_at(SERVED_TODAY - 1, 9, 30), 228000000,
		228900000, 227900000, 228800000, 4000);
}

static void adjustments_it_does_not_make(void **state)
{
	(void)state;
	static const struct {
		struct timeframe timeframe;
		enum bar_adjustment adjustment;
	} refused[] = {{{TIMEFRAME_DAY, 1}, BAR_RAW}, {{TIMEFRAME_DAY, 1}, BAR_ALL},
		{{TIMEFRAME_WEEK, 1}, BAR_DIVIDEND}, {{TIMEFRAME_MINUTE, 5}, BAR_ALL}};
	for (size_t i = 0; i < SERVED_COUNT(refused); i++) {
		struct bars bars;
		struct bar_query query = {.instrument = &served_apple,
			.timeframe = refused[i].timeframe,
			.from_us = served_at(SERVED_TODAY - 5, 0, 0),
			.until_us = SERVED_NOW_US,
			.limit = 10,
			.adjustment = refused[i].adjustment};
		assert_int_equal(tradier_provider.bars(served_as("good"), &query, &bars),
			PROVIDER_NOT_OFFERED);
	}
}

static void expirations(void **state)
{
	(void)state;
	struct expirations got;
	served_expect(
		tradier_provider.expirations(served_as("good"), &served_apple, &got),
		PROVIDER_OK);
	/* Those that are over are left out. */
	assert_int_equal(got.count, 2);
	assert_int_equal(got.days[0], SERVED_TODAY + 21);
	assert_int_equal(got.days[1], SERVED_TODAY + 49);
}

static void a_chain(void **state)
{
	(void)state;
	struct chain chain;
	struct chain_query query = {.underlying = &served_apple,
		.from_day = SERVED_TODAY,
		.until_day = SERVED_TODAY + 60};
	served_expect(
		tradier_provider.chain(served_as("good"), &query, &chain), PROVIDER_OK);
	assert_int_equal(chain.count, 3);
	assert_string_equal(chain.items[0].contract.symbol, "AAPL260220C00230000");
	assert_string_equal(chain.items[1].contract.symbol, "AAPL260220P00230000");
	const struct chain_line *call = &chain.items[0];
	assert_true(call->quote.bid.e6 == 5100000 && call->quote.bid_size == 20);
	assert_true(call->open_interest == 6168 && call->volume == 77);
	assert_true(call->has_greeks && call->greeks.volatility_e6 == 314150);
	assert_true(call->greeks.rho_e6 == 70000);
	assert_false(chain.items[2].has_greeks);
	assert_true(chain.underlying_price.e6 == 231455000);
	query.least.e6 = 231000000;
	served_expect(
		tradier_provider.chain(served_as("good"), &query, &chain), PROVIDER_OK);
	assert_int_equal(chain.count, 1);
}

static void search(void **state)
{
	(void)state;
	struct instruments got;
	served_expect(
		tradier_provider.search(served_as("good"), "app", 10, &got), PROVIDER_OK);
	assert_int_equal(got.count, 5);
	assert_string_equal(got.items[0].symbol, "AAPL");
	assert_string_equal(got.items[0].exchange, "NASDAQ");
	assert_true((got.items[0].flags & INSTRUMENT_SHORTABLE) != 0);
	assert_string_equal(got.items[2].symbol, "$SPX");
	assert_int_equal(got.items[2].kind, INSTRUMENT_INDEX);
	assert_int_equal(got.items[2].flags, 0);
	assert_string_equal(got.items[3].symbol, "BRK.B");
	assert_int_equal(got.items[4].kind, INSTRUMENT_FUND);
	served_expect(
		tradier_provider.search(served_as("good"), "app", 2, &got), PROVIDER_OK);
	assert_int_equal(got.count, 2);
}

/* It tells a spent quota in words, and when it ends in milliseconds. */
static void a_spent_quota(void **state)
{
	(void)state;
	struct expirations got;
	assert_int_equal(
		tradier_provider.expirations(served_as("quota"), &served_apple, &got),
		PROVIDER_LIMITED);
	assert_in_range(served_call.retry_after_ms, 20000, 31000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(snapshots),
		cmocka_unit_test(lists_of_one),
		cmocka_unit_test(the_word_null_is_an_empty_list),
		cmocka_unit_test(days_and_what_is_joined_from_them),
		cmocka_unit_test(minutes_and_what_is_joined_from_them),
		cmocka_unit_test(adjustments_it_does_not_make),
		cmocka_unit_test(expirations),
		cmocka_unit_test(a_chain),
		cmocka_unit_test(search),
		cmocka_unit_test(a_spent_quota),
	};
	return cmocka_run_group_tests_name(
		"market/providers/tradier", tests, served_start, served_end);
}
