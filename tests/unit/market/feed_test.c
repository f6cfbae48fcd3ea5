/* feed: whose quotes on the board count, and that nothing is told before the market's
 * clock is the one that the settings ask for. */
#include "market/feed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "../scratch.h"
#include "base/arena.h"
#include "base/settings.h"
#include "market/board.h"
#include "market/catalogue.h"
#include "market/providers/replay.h"

enum { ARENA_FIRST = 4096, ARENA_MOST = 1024 * 1024 };

static int place;

/* Programs with these settings come to the same memory. */
static void open_with(const char *sources)
{
	char error[SETTINGS_ERROR_SIZE];
	assert_int_equal(setenv("MARKET_DATA", sources, 1), 0);
	assert_int_equal(
		settings_load(scratch, "/nonexistent", "/nonexistent", error), 0);
	assert_int_equal(feed_open(scratch), 0);
}

static void put_quote(enum source source)
{
	struct snapshot snapshot = {
		.received_us = 1, .source = source, .trade = {1, {100000000}, 1, 1}};
	board_write(place, &snapshot);
}

static enum feed_fault ask_for_bars(void)
{
	struct bars bars;
	struct feed_origin origin;
	struct arena *arena = arena_new(ARENA_FIRST, ARENA_MOST);
	assert_non_null(arena);
	struct feed feed = {.arena = arena, .wall_us = 1, .now_us = 1};
	struct bar_query query = {.instrument = catalogue_at(place),
		.timeframe = {TIMEFRAME_DAY, 1},
		.until_us = 2,
		.limit = 1};
	enum feed_fault fault = feed_bars(&feed, &query, &bars, &origin);
	arena_free(arena);
	return fault;
}

static void quotes_count_of_sources_that_are_asked(void **state)
{
	(void)state;
	struct snapshot snapshot;
	open_with("sim");
	assert_false(feed_board(place, &snapshot));
	put_quote(SOURCE_SIM);
	assert_true(feed_board(place, &snapshot));
	put_quote(SOURCE_REPLAY);
	assert_false(feed_board(place, &snapshot));
}

static void a_replay_begins_with_its_clock(void **state)
{
	(void)state;
	struct snapshot snapshot;
	struct board_clock clock = {1000, 1000, 1000, 0};
	board_set_clock(&clock);
	put_quote(SOURCE_REPLAY);
	open_with("replay");
	/* The clock is that of a simulated market, which is the wall's. */
	assert_false(feed_has_begun());
	assert_false(feed_board(place, &snapshot));
	assert_int_equal(ask_for_bars(), FEED_UNAVAILABLE);
	clock.origin = replay_origin();
	board_set_clock(&clock);
	assert_true(feed_has_begun());
	assert_true(feed_board(place, &snapshot));
	/* A replay's clock is none for a market that is not. */
	open_with("sim");
	assert_false(feed_has_begun());
	assert_int_equal(ask_for_bars(), FEED_UNAVAILABLE);
	clock.origin = 0;
	board_set_clock(&clock);
	assert_int_equal(ask_for_bars(), FEED_OK);
}

static int open_memory(void **state)
{
	static const struct instrument instrument = {.symbol = "AAPL"};
	if (scratch_make(state) != 0)
		return -1;
	open_with("sim");
	place = catalogue_put(&instrument);
	return place < 0 || board_take() != 0 ? -1 : 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quotes_count_of_sources_that_are_asked),
		cmocka_unit_test(a_replay_begins_with_its_clock),
	};
	return cmocka_run_group_tests_name(
		"market/feed", tests, open_memory, scratch_remove);
}
