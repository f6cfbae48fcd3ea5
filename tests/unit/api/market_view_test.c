/* market_view_of: which price counts, and the change against the session before. */
#include "api/market_view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

static const struct instrument instrument = {.symbol = "AAPL"};

static void prices_and_changes(void **state)
{
	(void)state;
	static const struct {
		int64_t trade, close, bid, ask, before;
		int64_t price;
		bool has_change;
		int64_t change, change_e6;
	} table[] = {
		{101000000, 0, 0, 0, 100000000, 101000000, true, 1000000, 10000},
		{99000000, 0, 0, 0, 100000000, 99000000, true, -1000000, -10000},
		{100000000, 0, 0, 0, 100000000, 100000000, true, 0, 0},
		/* The last trade goes before the day's close, that before the quote. */
		{1000000, 2000000, 3000000, 4000000, 0, 1000000, false, 0, 0},
		{0, 2000000, 3000000, 4000000, 1000000, 2000000, true, 1000000, 1000000},
		{0, 0, 3000000, 4000000, 0, 3500000, false, 0, 0},
		{0, 0, 3000000, 0, 1000000, 0, false, 0, 0},
		{0, 0, 0, 0, 0, 0, false, 0, 0},
		/* 1/3 and 2/3 round to even. */
		{4000000, 0, 0, 0, 3000000, 4000000, true, 1000000, 333333},
		{5000000, 0, 0, 0, 3000000, 5000000, true, 2000000, 666667},
		/* A change that does not fit is none. */
		{INT64_MAX, 0, 0, 0, 1, INT64_MAX, false, 0, 0},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct market_view view;
		struct snapshot snapshot = {.received_us = 1,
			.trade = {.time_us = 5, .price = {table[i].trade}},
			.day = {.close = {table[i].close}},
			.quote = {.time_us = 7,
				.bid = {table[i].bid},
				.ask = {table[i].ask}},
			.previous_day = {.close = {table[i].before}}};
		market_view_of(&instrument, &snapshot, &view);
		assert_int_equal(view.price.e6, table[i].price);
		assert_int_equal(view.has_change, table[i].has_change);
		if (view.has_change) {
			assert_int_equal(view.change.e6, table[i].change);
			assert_int_equal(view.change_e6, table[i].change_e6);
		}
		assert_int_equal(view.time_us, 7);
	}
}

/* Before the day's session opens its bar is the last session's: the change is against
 * that one's close. */
static void before_the_opening(void **state)
{
	(void)state;
	assert_non_null(calendar_load(CALENDAR_NYSE));
	const int64_t day_us = INT64_C(86400) * 1000000, hour_us = day_us / 24;
	/* Midnight of 2026-11-19 in New York. */
	const int64_t midnight_us = INT64_C(20776) * day_us + 5 * hour_us;
	static const struct {
		int hours; /* of the last trade, since the midnight of the day's bar */
		int64_t before;
	} table[] = {{12, 90}, {20, 90}, {24, 90}, {28, 100}, {72 + 5, 100}};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct market_view view;
		struct snapshot snapshot = {.received_us = 1,
			.trade = {.time_us = midnight_us + table[i].hours * hour_us,
				.price = {110}},
			.day = {.time_us = midnight_us, .close = {100}},
			.previous_day = {.close = {90}}};
		market_view_of(&instrument, &snapshot, &view);
		assert_int_equal(view.change.e6, 110 - table[i].before);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(prices_and_changes),
		cmocka_unit_test(before_the_opening)};
	return cmocka_run_group_tests_name("api/market_view", tests, NULL, NULL);
}
