#ifndef TESTS_MARKET_SIM_OPTIONS_MARKET_H
#define TESTS_MARKET_SIM_OPTIONS_MARKET_H

/* What tests of simulated options share: an exchange with the hours of NYSE, and
 * chains of it. */

#include "base/arena.h"
#include "base/clock.h"
#include "market/calendar.h"
#include "market/sim/sim_options.h"
#include "market/sim/sim_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const int64_t MINUTE_US = 60000000;

static const struct calendar *calendar;
static struct arena *arena;

static inline int start(void **state)
{
	(void)state;
	calendar = calendar_load(CALENDAR_NYSE);
	arena = arena_new(1 << 20, 1 << 28);
	if (calendar == NULL || arena == NULL)
		return -1;
	sim_world_open(7, calendar);
	return 0;
}

static inline int stop(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static inline int64_t at(const char *text)
{
	int64_t time_us;
	bool is_date;
	assert_true(clock_parse(text, &time_us, &is_date));
	return time_us;
}

static inline struct provider_call call_at(int64_t now_us)
{
	return (struct provider_call){
		.arena = arena, .calendar = calendar, .now_us = now_us};
}

static inline struct instrument instrument_of(const char *symbol)
{
	struct instrument instrument;
	listing_instrument(listing_find(symbol), &instrument);
	return instrument;
}

static inline const struct sim_share *share_of(const char *symbol)
{
	return sim_world_share(listing_find(symbol));
}

static inline struct expirations expirations_at(const char *symbol, int64_t now_us)
{
	struct expirations expirations;
	struct provider_call call = call_at(now_us);
	struct instrument instrument = instrument_of(symbol);
	assert_int_equal(
		sim_options_expirations(&call, &instrument, &expirations), PROVIDER_OK);
	return expirations;
}

static inline struct chain chain_at(const char *symbol, int64_t now_us, int32_t day)
{
	struct chain chain;
	struct provider_call call = call_at(now_us);
	struct instrument instrument = instrument_of(symbol);
	struct chain_query query = {
		.underlying = &instrument, .from_day = day, .until_day = day};
	assert_int_equal(sim_options_chain(&call, &query, &chain), PROVIDER_OK);
	return chain;
}

#endif
