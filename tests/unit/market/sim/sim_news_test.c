/* Simulated news: true of the simulated market, and none before its time. */
#include "market/sim/sim_news.h"

#include "base/arena.h"
#include "base/clock.h"
#include "market/calendar.h"
#include "market/sim/sim_actions.h"
#include "market/sim/sim_bulletin.h"
#include "market/sim/sim_earnings.h"
#include "market/sim/sim_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const int64_t SECOND_US = 1000000;
static const struct calendar *calendars[2];
static struct arena *arena;

static int64_t at(const struct calendar *calendar, int month, int day, int hour)
{
	return calendar_at_us(calendar, clock_day_of(2026, month, day), hour * 3600);
}

static struct news find(const struct calendar *calendar, int64_t now_us,
	const char *symbol, const struct news_query *rest)
{
	struct news news;
	struct news_query query = *rest;
	const char *symbols[] = {symbol};
	struct provider_call call = {
		.arena = arena, .calendar = calendar, .now_us = now_us};
	if (symbol != NULL) {
		query.symbols = symbols;
		query.symbol_count = 1;
	}
	assert_int_equal(sim_news_find(&call, &query, &news), PROVIDER_OK);
	return news;
}

static struct news newest(
	const struct calendar *calendar, int64_t now_us, const char *symbol, size_t limit)
{
	struct news_query query = {.until_us = INT64_MAX, .limit = limit};
	return find(calendar, now_us, symbol, &query);
}

static void assert_same(const struct news_item *a, const struct news_item *b)
{
	assert_int_equal(a->id, b->id);
	assert_int_equal(a->created_us, b->created_us);
	assert_string_equal(a->headline, b->headline);
	assert_string_equal(a->summary, b->summary);
}

/* What is told at one time is the beginning of what is told later. */
static void no_look_ahead(void **state)
{
	(void)state;
	static const char *const symbols[] = {"AAPL", "GME", "SPY", "XLK", NULL};
	for (int hours = 0; hours < 2; hours++) {
		const struct calendar *calendar = calendars[hours];
		sim_world_open(1, calendar);
		for (size_t i = 0; i < sizeof(symbols) / sizeof(*symbols); i++) {
			arena_reset(arena);
			int64_t late_us = at(calendar, 5, 9, 12);
			struct news all = newest(calendar, late_us, symbols[i], 3000);
			for (int64_t now_us = at(calendar, 5, 6, 0); now_us < late_us;
				now_us += 3 * 3600 * SECOND_US + 1700000001) {
				struct news then =
					newest(calendar, now_us, symbols[i], 20);
				size_t first = 0;
				while (first < all.count &&
					all.items[first].created_us > now_us)
					first++;
				assert_int_equal(then.count, 20);
				assert_true(first + 20 <= all.count);
				for (size_t k = 0; k < 20; k++)
					assert_same(
						&then.items[k], &all.items[first + k]);
			}
		}
	}
}

static int by_id(const void *a, const void *b)
{
	const struct news_item *left = a;
	const struct news_item *right = b;
	return left->id < right->id ? -1 : left->id > right->id;
}

static void ids(void **state)
{
	(void)state;
	for (int hours = 0; hours < 2; hours++) {
		sim_world_open(1, calendars[hours]);
		arena_reset(arena);
		struct news news = newest(calendars[hours],
			at(calendars[hours], 8, 4, 12), NULL, SIM_NEWS_LIMIT);
		assert_int_equal(news.count, SIM_NEWS_LIMIT);
		qsort(news.items, news.count, sizeof(*news.items), by_id);
		for (size_t i = 1; i < news.count; i++)
			assert_true(news.items[i - 1].id < news.items[i].id);
		/* JavaScript can hold it. */
		assert_true(news.items[news.count - 1].id < INT64_C(1) << 53);
		assert_true(news.items[0].id > 0);
	}
}

static void both_ways(void **state)
{
	(void)state;
	static const char *const symbols[] = {"MSFT", "$SPX", "TLT", NULL};
	for (size_t i = 0; i < 8; i++) {
		const struct calendar *calendar = calendars[i / 4];
		sim_world_open(5, calendar);
		arena_reset(arena);
		struct news_query query = {.from_us = at(calendar, 3, 2, 1),
			.until_us = at(calendar, 3, 9, 3),
			.limit = SIM_NEWS_LIMIT};
		int64_t now_us = at(calendar, 9, 1, 0);
		struct news down = find(calendar, now_us, symbols[i % 4], &query);
		query.ascending = true;
		struct news up = find(calendar, now_us, symbols[i % 4], &query);
		assert_int_equal(down.count, up.count);
		assert_true(up.count > 2);
		for (size_t k = 0; k < up.count; k++) {
			assert_same(&up.items[k], &down.items[down.count - 1 - k]);
			assert_true(up.items[k].created_us >= query.from_us);
			assert_true(up.items[k].created_us < query.until_us);
		}
		query.limit = 2;
		struct news few = find(calendar, now_us, symbols[i % 4], &query);
		assert_int_equal(few.count, 2);
		assert_same(&few.items[0], &up.items[0]);
		assert_same(&few.items[1], &up.items[1]);
	}
}

/* A report that beats goes with a jump up, and comes after the close that it follows. */
static void reports(void **state)
{
	(void)state;
	size_t seen = 0;
	for (int hours = 0; hours < 2; hours++) {
		sim_world_open(1, calendars[hours]);
		int32_t from = clock_day_of(2026, 1, 1);
		for (int place = 0; place < listing_count(); place++) {
			struct sim_earnings_report found[4];
			size_t count = sim_earnings(
				listing_at(place)->symbol, from, from + 364, found, 4);
			for (size_t i = 0; i < count; i++, seen++) {
				struct sim_bulletin bulletins[SIM_BULLETIN_MOST];
				int32_t number =
					calendar_number(calendars[hours], found[i].day);
				size_t all = sim_bulletin_share(place, number, bulletins);
				size_t k = 0;
				while (k < all && bulletins[k].kind > SIM_BULLETIN_MISS)
					k++;
				assert_true(k < all);
				bool beats = found[i].move > 0;
				assert_int_equal(bulletins[k].kind,
					beats ? SIM_BULLETIN_BEAT : SIM_BULLETIN_MISS);
				assert_true(beats == (bulletins[k].amount_e4 >
							     bulletins[k].expected_e4));
				assert_true(bulletins[k].amount_e4 > 0);
				assert_true(bulletins[k].time_us > found[i].time_us);
			}
		}
	}
	assert_true(seen > 1200);
}

/* What is declared is in the news once it is, with the same figures. */
static void declarations(void **state)
{
	(void)state;
	const struct calendar *calendar = calendars[0];
	size_t seen = 0;
	sim_world_open(1, calendar);
	for (int place = 0; place < listing_count(); place++) {
		arena_reset(arena);
		const char *symbol = listing_at(place)->symbol;
		struct actions actions;
		struct action_query query = {.symbol = symbol,
			.from_day = clock_day_of(2026, 3, 1),
			.until_day = clock_day_of(2026, 9, 1),
			.limit = 100};
		int32_t today = clock_day_of(2026, 9, 1);
		assert_int_equal(sim_actions(arena, &query, today, &actions), 0);
		for (size_t i = 0; i < actions.count; i++, seen++) {
			int32_t declared = actions.items[i].declaration_day;
			struct news_query days = {
				.from_us = calendar_midnight_us(calendar, declared),
				.until_us = calendar_midnight_us(calendar, declared + 5),
				.limit = 100};
			struct news news =
				find(calendar, at(calendar, 9, 1, 0), symbol, &days);
			size_t k = 0;
			while (k < news.count &&
				news.items[k].id % SIM_BULLETIN_SLOTS < 16)
				k++;
			assert_true(k < news.count);
			assert_string_equal(news.items[k].symbols[0], symbol);
		}
	}
	assert_true(seen > 200);
}

/* Everybody has news, none is empty, and all say where they come from. */
static void everyone(void **state)
{
	(void)state;
	const struct calendar *calendar = calendars[1];
	sim_world_open(1, calendar);
	for (int place = 0; place < listing_count(); place++) {
		arena_reset(arena);
		const char *symbol = listing_at(place)->symbol;
		struct news news = newest(calendar, at(calendar, 6, 10, 15), symbol, 10);
		assert_int_equal(news.count, 10);
		for (size_t i = 0; i < news.count; i++) {
			bool named = false;
			for (size_t k = 0; k < news.items[i].symbol_count; k++)
				named = named ||
					strcmp(news.items[i].symbols[k], symbol) == 0;
			assert_true(named);
			assert_true(news.items[i].headline[0] != '\0');
			assert_true(news.items[i].summary[0] != '\0');
			assert_null(news.items[i].url);
			assert_int_equal(news.items[i].source, SOURCE_SIM);
			assert_non_null(strstr(news.items[i].publisher, "Simulated"));
		}
	}
}

static void strangers(void **state)
{
	(void)state;
	struct news news;
	const char *symbols[] = {"NOSUCH", "AAPL"};
	struct news_query query = {symbols, 1, 0, INT64_MAX, 10, false};
	struct provider_call call = {.arena = arena,
		.calendar = calendars[0],
		.now_us = at(calendars[0], 6, 10, 15)};
	sim_world_open(1, calendars[0]);
	arena_reset(arena);
	assert_int_equal(sim_news_find(&call, &query, &news), PROVIDER_UNKNOWN);
	query.symbol_count = 2;
	assert_int_equal(sim_news_find(&call, &query, &news), PROVIDER_OK);
	assert_int_equal(news.count, 10);
	query.until_us = 0;
	assert_int_equal(sim_news_find(&call, &query, &news), PROVIDER_OK);
	assert_int_equal(news.count, 0);
}

static int set_up(void **state)
{
	(void)state;
	calendars[0] = calendar_load(CALENDAR_NYSE);
	calendars[1] = calendar_load(CALENDAR_ALWAYS);
	arena = arena_new(1 << 16, 1 << 26);
	return calendars[0] == NULL || calendars[1] == NULL || arena == NULL;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_look_ahead),
		cmocka_unit_test(ids),
		cmocka_unit_test(both_ways),
		cmocka_unit_test(reports),
		cmocka_unit_test(declarations),
		cmocka_unit_test(everyone),
		cmocka_unit_test(strangers),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
