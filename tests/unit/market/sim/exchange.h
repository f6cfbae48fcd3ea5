/*
 * A simulated exchange to ask. Times are those of New York's clocks.
 */
#ifndef TESTS_EXCHANGE_H
#define TESTS_EXCHANGE_H

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/clock.h"
#include "market/providers/sim.h"
#include "market/sim/listing.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

enum { EXCHANGE_SEED = 1 };

static const int64_t SECOND = 1000000, MINUTE = 60000000;

static struct exchange {
	struct arena *arena;
	struct provider_call call;
} exchange;

static inline void exchange_open(enum calendar_hours hours, uint64_t seed)
{
	if (exchange.arena == NULL)
		exchange.arena = arena_new(1 << 20, 1 << 28);
	arena_reset(exchange.arena);
	const struct calendar *calendar = calendar_load(hours);
	assert_non_null(calendar);
	exchange.call = (struct provider_call){
		.arena = exchange.arena, .calendar = calendar, .now_us = INT64_MAX / 4};
	sim_open(seed, calendar);
}

static inline int exchange_close(void **state)
{
	(void)state;
	arena_free(exchange.arena);
	exchange.arena = NULL;
	return 0;
}

static inline int64_t exchange_at(int32_t day, int hour, int minute, int second)
{
	return calendar_at_us(
		exchange.call.calendar, day, hour * 3600 + minute * 60 + second);
}

static inline int32_t exchange_day(const char *text)
{
	int32_t day;
	assert_true(calendar_parse_day(text, &day));
	return day;
}

static inline const struct instrument *exchange_instrument(const char *symbol)
{
	struct instrument *instrument = arena_alloc(exchange.arena, sizeof(*instrument));
	int place = listing_find(symbol);
	assert_true(instrument != NULL && place >= 0);
	listing_instrument(place, instrument);
	return instrument;
}

static inline struct timeframe exchange_timeframe(const char *text)
{
	struct timeframe timeframe;
	assert_true(timeframe_parse(text, &timeframe));
	return timeframe;
}

/* Bars that begin within the bounds, raw, oldest first. */
static inline struct bar_query exchange_query(
	const char *symbol, const char *timeframe, int64_t from_us, int64_t until_us)
{
	return (struct bar_query){.instrument = exchange_instrument(symbol),
		.timeframe = exchange_timeframe(timeframe),
		.from_us = from_us,
		.until_us = until_us,
		.limit = PROVIDER_ITEMS};
}

static inline struct bars exchange_ask(const struct bar_query *query)
{
	struct bars bars;
	assert_int_equal(sim_provider.bars(&exchange.call, query, &bars), PROVIDER_OK);
	for (size_t i = 0; i < bars.count; i++)
		assert_true(bar_is_sound(&bars.items[i]));
	return bars;
}

static inline struct bars exchange_bars(
	const char *symbol, const char *timeframe, int64_t from_us, int64_t until_us)
{
	struct bar_query query = exchange_query(symbol, timeframe, from_us, until_us);
	return exchange_ask(&query);
}

static inline struct tick_query exchange_ticks(
	const char *symbol, int64_t from_us, int64_t until_us)
{
	return (struct tick_query){.instrument = exchange_instrument(symbol),
		.from_us = from_us,
		.until_us = until_us,
		.limit = PROVIDER_ITEMS};
}

static inline struct quotes exchange_quotes(const struct tick_query *query)
{
	struct quotes quotes;
	assert_int_equal(
		sim_provider.quotes(&exchange.call, query, &quotes), PROVIDER_OK);
	return quotes;
}

static inline struct trades exchange_trades(const struct tick_query *query)
{
	struct trades trades;
	assert_int_equal(
		sim_provider.trades(&exchange.call, query, &trades), PROVIDER_OK);
	return trades;
}

static inline struct snapshot exchange_snapshot(const char *symbol, int64_t now_us)
{
	const struct instrument *instrument = exchange_instrument(symbol);
	struct snapshot snapshot;
	exchange.call.now_us = now_us;
	assert_int_equal(
		sim_provider.snapshots(&exchange.call, &instrument, 1, &snapshot),
		PROVIDER_OK);
	return snapshot;
}

/* The first action of a kind; its symbol is empty when
 * there is none. */
static inline struct action exchange_action(
	const char *symbol, enum action_kind kind, const char *from, const char *until)
{
	struct action_query query = {.symbol = symbol,
		.from_day = exchange_day(from),
		.until_day = exchange_day(until),
		.kinds = 1U << kind,
		.limit = 1};
	struct actions actions;
	assert_int_equal(
		sim_provider.actions(&exchange.call, &query, &actions), PROVIDER_OK);
	return actions.count == 0 ? (struct action){0} : actions.items[0];
}

/* Are prices, volume and trades the same? The average price need not be. */
static inline void exchange_same(const struct bar *bar, const struct bar *other)
{
	assert_int_equal(bar->open.e6, other->open.e6);
	assert_int_equal(bar->high.e6, other->high.e6);
	assert_int_equal(bar->low.e6, other->low.e6);
	assert_int_equal(bar->close.e6, other->close.e6);
	assert_int_equal(bar->volume, other->volume);
	assert_int_equal(bar->trades, other->trades);
}

#endif
