/* Alpaca: what its documented layouts become. */
#include "base/clock.h"
#include "market/providers/alpaca.h"

#include "served.h"

static void snapshots(void **state)
{
	(void)state;
	const struct instrument *instruments[] = {
		&served_apple, &served_unknown, &served_berkshire, &served_index};
	struct snapshot got[4];
	struct provider_call *call = served_as("good");
	served_expect(alpaca_provider.snapshots(call, instruments, 4, got), PROVIDER_OK);
	assert_true(got[0].received_us == SERVED_NOW_US);
	assert_int_equal(got[0].source, SOURCE_ALPACA);
	assert_true(got[0].trade.price.e6 == 231455000 && got[0].trade.size == 100);
	assert_true(got[0].trade.time_us == SERVED_NOW_US - 2000000 + 123456);
	assert_true(got[0].trade.id == INT64_C(52983525029461));
	assert_true(got[0].quote.bid.e6 == 231440000 && got[0].quote.ask.e6 == 231470000);
	assert_true(got[0].quote.bid_size == 200 && got[0].quote.ask_size == 300);
	served_bar(&got[0].day, served_at(SERVED_TODAY, 0, 0), 229100000, 232000000,
		228750000, 231450000, 1203400);
	served_bar(&got[0].minute, served_at(SERVED_TODAY, 14, 58), 231400000, 231500000,
		231350000, 231450000, 12034);
	assert_true(got[0].minute.vwap.e6 == 231421100 && got[0].minute.trades == 87);
	/* Seven places become six. */
	assert_true(got[0].previous_day.vwap.e6 == 229012346);
	assert_true(got[1].received_us == 0 && got[3].received_us == 0);
	/* Before November 2025 sizes were round lots; no ask is none. */
	assert_true(got[2].quote.bid_size == 200 && got[2].quote.ask.e6 == 0);
	assert_true(got[2].day.time_us == 0);
}

static struct bar_query days(bool descending, size_t limit)
{
	return (struct bar_query){.instrument = &served_apple,
		.timeframe = {TIMEFRAME_DAY, 1},
		.from_us = served_at(SERVED_TODAY - 3, 0, 0),
		.until_us = SERVED_NOW_US,
		.limit = limit,
		.descending = descending,
		.adjustment = BAR_ALL};
}

/* Two items a page: what lies before the first instant is left out, and pages are
 * asked for until there is enough. */
static void bars_page_by_page(void **state)
{
	(void)state;
	struct bars bars;
	struct line_state line;
	struct bar_query query = days(false, 100);
	struct provider_call *call = served_as("good");
	served_expect(alpaca_provider.bars(call, &query, &bars), PROVIDER_OK);
	assert_int_equal(bars.count, 3);
	served_bar(&bars.items[0], served_at(SERVED_TODAY - 3, 0, 0), 226100000,
		227000000, 225000000, 225250000, 1100000);
	/* 228.12345649999998 is rounded once. */
	assert_true(bars.items[1].close.e6 == 228123456);
	assert_true(bars.items[2].time_us == served_at(SERVED_TODAY - 1, 0, 0));
	line_state(SOURCE_ALPACA, SERVED_NOW_US, &line);
	assert_true(line.record.calls == 2);
}

static void the_newest_bars_first(void **state)
{
	(void)state;
	struct bars bars;
	struct bar_query query = days(true, 2);
	struct provider_call *call = served_as("good");
	served_expect(alpaca_provider.bars(call, &query, &bars), PROVIDER_OK);
	assert_int_equal(bars.count, 2);
	assert_true(bars.items[0].time_us == served_at(SERVED_TODAY - 1, 0, 0));
	assert_true(bars.items[1].time_us == served_at(SERVED_TODAY - 2, 0, 0));
}

static void pages_without_an_end_end(void **state)
{
	(void)state;
	struct bars bars;
	struct news news;
	struct chain chain;
	struct expirations expirations;
	struct actions actions;
	struct line_state line;
	struct bar_query query = days(false, 100);
	struct news_query stories = {NULL, 0, 0, SERVED_NOW_US, 100, true};
	struct chain_query options = {.underlying = &served_apple, .until_day = 99999};
	struct action_query every = {"AAPL", 0, SERVED_TODAY, 0, 10};
	(void)alpaca_provider.bars(served_as("endless"), &query, &bars);
	(void)alpaca_provider.news(served_as("endless"), &stories, &news);
	(void)alpaca_provider.expirations(
		served_as("endless"), &served_apple, &expirations);
	(void)alpaca_provider.actions(served_as("endless"), &every, &actions);
	assert_int_equal(alpaca_provider.chain(served_as("endless"), &options, &chain),
		PROVIDER_NONSENSE);
	line_state(SOURCE_ALPACA, SERVED_NOW_US, &line);
	assert_true(line.record.calls > 1 && line.record.calls <= 50);
}

static void nothing_later_than_now_is_told(void **state)
{
	(void)state;
	struct bars bars;
	struct bar_query query = days(false, 100);
	struct provider_call *call = served_as("good");
	call->now_us = served_at(SERVED_TODAY - 2, 12, 0);
	served_expect(alpaca_provider.bars(call, &query, &bars), PROVIDER_OK);
	assert_int_equal(bars.count, 2);
}

static void quotes_and_trades(void **state)
{
	(void)state;
	struct quotes quotes;
	struct trades trades;
	struct tick_query query = {.instrument = &served_apple,
		.from_us = served_at(SERVED_TODAY - 300, 0, 0),
		.until_us = served_at(SERVED_TODAY, 0, 0),
		.limit = 100};
	served_expect(
		alpaca_provider.quotes(served_as("good"), &query, &quotes), PROVIDER_OK);
	/* The crossed one is none. */
	assert_int_equal(quotes.count, 2);
	assert_true(quotes.items[0].bid_size == 200 && quotes.items[0].ask_size == 300);
	assert_true(quotes.items[1].bid_size == 200 && quotes.items[1].ask_size == 300);
	assert_true(
		quotes.items[1].time_us == served_at(SERVED_TODAY - 1, 10, 0) + 250000);
	served_expect(
		alpaca_provider.trades(served_as("good"), &query, &trades), PROVIDER_OK);
	assert_int_equal(trades.count, 2);
	assert_true(trades.items[1].price.e6 == 230060100 && trades.items[1].id == 2);
}

static void indices_are_not_offered(void **state)
{
	(void)state;
	struct bars bars;
	struct bar_query query = days(false, 100);
	query.instrument = &served_index;
	assert_int_equal(alpaca_provider.bars(served_as("good"), &query, &bars),
		PROVIDER_NOT_OFFERED);
}

static void expirations(void **state)
{
	(void)state;
	struct expirations got;
	served_expect(alpaca_provider.expirations(served_as("good"), &served_apple, &got),
		PROVIDER_OK);
	assert_int_equal(got.count, 2);
	assert_int_equal(got.days[0], SERVED_TODAY + 21);
	assert_int_equal(got.days[1], SERVED_TODAY + 49);
}

static struct chain_query february(void)
{
	return (struct chain_query){.underlying = &served_apple,
		.from_day = SERVED_TODAY + 21,
		.until_day = SERVED_TODAY + 21};
}

/* In order, without the contract that was adjusted, open interest from the list. */
static void a_chain(void **state)
{
	(void)state;
	struct chain chain;
	struct chain_query query = february();
	served_expect(
		alpaca_provider.chain(served_as("good"), &query, &chain), PROVIDER_OK);
	assert_int_equal(chain.count, 3);
	assert_string_equal(chain.items[0].contract.symbol, "AAPL260220C00230000");
	assert_string_equal(chain.items[1].contract.symbol, "AAPL260220P00230000");
	assert_string_equal(chain.items[2].contract.symbol, "AAPL260220C00232500");
	const struct chain_line *call = &chain.items[0];
	assert_true(call->quote.bid.e6 == 5100000 && call->quote.ask.e6 == 5200000);
	assert_true(call->quote.bid_size == 20 && call->quote.ask_size == 30);
	assert_true(call->previous_close.e6 == 5050000 && call->volume == 77);
	assert_true(call->open_interest == 6168);
	assert_true(call->has_greeks && call->greeks.delta_e6 == 542900);
	assert_true(
		call->greeks.volatility_e6 == 314150 && call->greeks.theta_e6 == -140200);
	assert_false(chain.items[2].has_greeks);
	assert_true(chain.items[2].open_interest == 0);
	assert_true(chain.underlying_price.e6 == 231455000);
	assert_true(chain.time_us == SERVED_NOW_US - 60 * 1000000);
	assert_string_equal(served_call.problem, "");
}

static void one_contract_and_bare_ones(void **state)
{
	(void)state;
	struct chain chain;
	struct contract only;
	struct chain_query query = {.underlying = &served_apple, .only = &only};
	assert_true(chain_parse_symbol("AAPL260220P00230000", &only));
	served_expect(
		alpaca_provider.chain(served_as("good"), &query, &chain), PROVIDER_OK);
	assert_int_equal(chain.count, 1);
	assert_string_equal(chain.items[0].contract.symbol, only.symbol);
	query = february();
	query.bare = true;
	query.most.e6 = 230000000;
	served_expect(
		alpaca_provider.chain(served_as("good"), &query, &chain), PROVIDER_OK);
	assert_int_equal(chain.count, 2);
	assert_true(chain.items[1].open_interest == 512);
	assert_true(chain.items[1].previous_close.e6 == 5050000);
}

static void news(void **state)
{
	(void)state;
	static const char *const symbols[] = {"AAPL", "BRK.B"};
	struct news got;
	struct news_query query = {symbols, 2, served_at(SERVED_TODAY - 1, 0, 0),
		SERVED_NOW_US + 1, 10, false};
	served_expect(alpaca_provider.news(served_as("good"), &query, &got), PROVIDER_OK);
	assert_int_equal(got.count, 2);
	assert_string_equal(got.items[0].headline, "Young");
	/* What is no link for a browser is no link. */
	assert_null(got.items[0].url);
	assert_string_equal(got.items[1].headline, "Middle: “quoted”");
	assert_string_equal(got.items[1].url, "https://www.benzinga.com/32");
	assert_true(got.items[1].id == 32 && got.items[1].symbol_count == 2);
	assert_string_equal(got.items[1].symbols[1], "MSFT");
	assert_string_equal(got.items[1].publisher, "benzinga");
	assert_int_equal(got.items[1].source, SOURCE_ALPACA);
	query.ascending = true;
	query.limit = 1;
	served_expect(alpaca_provider.news(served_as("good"), &query, &got), PROVIDER_OK);
	assert_int_equal(got.count, 1);
	assert_string_equal(got.items[0].headline, "Middle: “quoted”");
}

static void actions(void **state)
{
	(void)state;
	struct actions got;
	struct action_query query = {
		"AAPL", clock_day_of(2020, 1, 1), clock_day_of(2020, 12, 31), 0, 100};
	served_expect(
		alpaca_provider.actions(served_as("good"), &query, &got), PROVIDER_OK);
	assert_int_equal(got.count, 7);
	assert_int_equal(got.items[0].kind, ACTION_SPLIT);
	assert_int_equal(got.items[0].ex_day, clock_day_of(2020, 8, 31));
	assert_true(got.items[0].new_shares == 4 && got.items[0].old_shares == 1);
	/* One for twenty. */
	assert_true(got.items[1].new_shares == 1 && got.items[1].old_shares == 20);
	assert_int_equal(got.items[2].kind, ACTION_CASH_DIVIDEND);
	assert_true(got.items[2].cash.e6 == 205000);
	assert_int_equal(got.items[2].payable_day, clock_day_of(2020, 11, 12));
	assert_true(got.items[3].new_shares == 21 && got.items[3].old_shares == 20);
	assert_int_equal(got.items[4].kind, ACTION_SYMBOL_CHANGE);
	assert_string_equal(got.items[4].new_symbol, "APPL");
	assert_int_equal(got.items[5].kind, ACTION_SPIN_OFF);
	assert_true(got.items[5].new_shares == 20 && got.items[5].old_shares == 387);
	assert_int_equal(got.items[6].kind, ACTION_DELISTING);
	query.kinds = 1u << ACTION_CASH_DIVIDEND;
	query.until_day = SERVED_TODAY;
	query.limit = 1;
	served_expect(
		alpaca_provider.actions(served_as("good"), &query, &got), PROVIDER_OK);
	assert_int_equal(got.count, 1);
	assert_int_equal(got.items[0].ex_day, clock_day_of(2020, 11, 6));
}

static void assets(void **state)
{
	(void)state;
	struct instruments got;
	served_expect(alpaca_provider.assets(served_as("good"), &got), PROVIDER_OK);
	assert_int_equal(got.count, 5);
	assert_string_equal(got.items[0].symbol, "AAPL");
	assert_string_equal(got.items[0].exchange, "NASDAQ");
	assert_int_equal(got.items[0].flags,
		INSTRUMENT_TRADABLE | INSTRUMENT_MARGINABLE | INSTRUMENT_SHORTABLE |
			INSTRUMENT_EASY_TO_BORROW | INSTRUMENT_FRACTIONABLE |
			INSTRUMENT_OPTIONS);
	assert_int_equal(got.items[1].kind, INSTRUMENT_FUND);
	assert_int_equal(got.items[2].kind, INSTRUMENT_STOCK);
	assert_int_equal(
		got.items[3].flags, INSTRUMENT_TRADABLE | INSTRUMENT_FRACTIONABLE);
	assert_true((got.items[4].flags & INSTRUMENT_INACTIVE) != 0);
	assert_true((got.items[4].flags & INSTRUMENT_TRADABLE) == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(snapshots),
		cmocka_unit_test(bars_page_by_page),
		cmocka_unit_test(the_newest_bars_first),
		cmocka_unit_test(pages_without_an_end_end),
		cmocka_unit_test(nothing_later_than_now_is_told),
		cmocka_unit_test(quotes_and_trades),
		cmocka_unit_test(indices_are_not_offered),
		cmocka_unit_test(expirations),
		cmocka_unit_test(a_chain),
		cmocka_unit_test(one_contract_and_bare_ones),
		cmocka_unit_test(news),
		cmocka_unit_test(actions),
		cmocka_unit_test(assets),
	};
	return cmocka_run_group_tests_name(
		"market/providers/alpaca", tests, served_start, served_end);
}
