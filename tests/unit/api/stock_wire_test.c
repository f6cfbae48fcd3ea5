/* stock_wire_*: bars, quotes, trades and snapshots, to the letter. */
#include "api/stock_wire.h"

#include "base/arena.h"
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

enum { SECOND_US = 1000000 };
static const int64_t OPEN_US = INT64_C(1767364200) * SECOND_US; /* 2026-01-02 14:30 */

static struct arena *arena;
static struct text out;
static struct json_writer json;

static int start(void **state)
{
	(void)state;
	arena = arena_new(4096, 1024 * 1024);
	out = text_in(arena);
	json = json_write_to(&out);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static const struct instrument apple = {
	.symbol = "AAPL", .exchange = "NASDAQ", .kind = INSTRUMENT_STOCK};

static const struct bar bar = {.time_us = OPEN_US,
	.open = {187150000},
	.high = {187440000},
	.low = {187000000},
	.close = {187123456},
	.vwap = {187200001},
	.volume = 1234567,
	.trades = 890};

#define BAR                                                                              \
	"{\"t\":\"2026-01-02T14:30:00Z\",\"o\":187.15,\"h\":187.44,\"l\":187,"           \
	"\"c\":187.123456,\"v\":1234567,\"n\":890,\"vw\":187.200001}"

static const struct quote quote = {.time_us = OPEN_US + 1234,
	.bid = {187110000},
	.ask = {187130000},
	.bid_size = 200,
	.ask_size = 300};

#define QUOTE                                                                            \
	"{\"t\":\"2026-01-02T14:30:00.001234Z\",\"ax\":\"Q\",\"ap\":187.13,\"as\":300,"  \
	"\"bx\":\"Q\",\"bp\":187.11,\"bs\":200,\"c\":[\"R\"],\"z\":\"C\"}"

static const struct trade trade = {
	.time_us = OPEN_US + 500000, .price = {100}, .size = 7, .id = 9007199254740993};

#define TRADE                                                                            \
	"{\"t\":\"2026-01-02T14:30:00.5Z\",\"x\":\"Q\",\"p\":0.0001,\"s\":7,"            \
	"\"c\":[\"@\"],\"i\":9007199254740993,\"z\":\"C\"}"

static void bars(void **state)
{
	(void)state;
	stock_wire_bar(&json, &bar);
	assert_string_equal(text_done(&out), BAR);
}

static void what_is_unknown_of_a_bar_is_left_out(void **state)
{
	(void)state;
	struct bar poor = bar;
	poor.vwap.e6 = 0;
	poor.trades = 0;
	stock_wire_bar(&json, &poor);
	assert_string_equal(text_done(&out),
		"{\"t\":\"2026-01-02T14:30:00Z\",\"o\":187.15,\"h\":187.44,\"l\":187,"
		"\"c\":187.123456,\"v\":1234567}");
}

static void quotes(void **state)
{
	(void)state;
	stock_wire_quote(&json, &apple, &quote);
	assert_string_equal(text_done(&out), QUOTE);
}

static void trades(void **state)
{
	(void)state;
	stock_wire_trade(&json, &apple, &trade);
	assert_string_equal(text_done(&out), TRADE);
}

static void snapshots(void **state)
{
	(void)state;
	struct snapshot snapshot = {.received_us = 1,
		.quote = quote,
		.trade = trade,
		.minute = bar,
		.day = bar,
		.previous_day = bar};
	json_write_object(&json);
	stock_wire_snapshot(&json, &apple, &snapshot);
	json_write_object_end(&json);
	assert_string_equal(text_done(&out),
		"{\"latestTrade\":" TRADE ",\"latestQuote\":" QUOTE ",\"minuteBar\":" BAR
		",\"dailyBar\":" BAR ",\"prevDailyBar\":" BAR "}");
}

static void an_empty_snapshot_is_all_null(void **state)
{
	(void)state;
	struct snapshot snapshot = {.received_us = 1};
	json_write_object(&json);
	stock_wire_snapshot(&json, &apple, &snapshot);
	json_write_object_end(&json);
	assert_string_equal(text_done(&out),
		"{\"latestTrade\":null,\"latestQuote\":null,\"minuteBar\":null,"
		"\"dailyBar\":null,\"prevDailyBar\":null}");
}

static void exchanges(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		char letter;
		char tape;
	} table[] = {{"NASDAQ", 'Q', 'C'}, {"NYSE", 'N', 'A'}, {"ARCA", 'P', 'B'},
		{"BATS", 'Z', 'B'}, {"AMEX", 'A', 'B'}, {"OTC", 'V', 'B'},
		{"INDEX", 'V', 'B'}, {"", 'V', 'B'}};
	for (size_t i = 0; i < COUNT(table); i++) {
		assert_int_equal(stock_wire_exchange(table[i].name), table[i].letter);
		assert_int_equal(stock_wire_tape(table[i].name), table[i].tape);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(bars, start, stop),
		cmocka_unit_test_setup_teardown(
			what_is_unknown_of_a_bar_is_left_out, start, stop),
		cmocka_unit_test_setup_teardown(quotes, start, stop),
		cmocka_unit_test_setup_teardown(trades, start, stop),
		cmocka_unit_test_setup_teardown(snapshots, start, stop),
		cmocka_unit_test_setup_teardown(
			an_empty_snapshot_is_all_null, start, stop),
		cmocka_unit_test(exchanges),
	};
	return cmocka_run_group_tests_name("api/stock_wire", tests, NULL, NULL);
}
