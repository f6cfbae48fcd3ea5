/*
 * sim_options_*: what is listed stays listed until it expires; the same instant tells
 * the same; quotes hold no free money.
 */
#include "market/sim/sim_options.h"

#include "market/greeks.h"
#include "market/holiday.h"
#include "market/sim/sim_options_grid.h"
#include "market/sim/sim_options_history.h"
#include "market/sim/sim_options_surface.h"
#include "quant/option.h"

#include <stdlib.h>
#include <string.h>

#include "options_market.h"

static bool has_day(const struct expirations *expirations, int32_t day)
{
	for (size_t i = 0; i < expirations->count; i++)
		if (expirations->days[i] == day)
			return true;
	return false;
}

static void days(void **state)
{
	(void)state;
	struct expirations list = expirations_at("AAPL", at("2026-03-02T15:00:00Z"));
	for (size_t i = 0; i < list.count; i++) {
		struct holiday holiday;
		assert_true(i == 0 || list.days[i - 1] < list.days[i]);
		int weekday = calendar_weekday(list.days[i]);
		assert_true(weekday == 5 ||
			    (weekday == 4 && holiday_on(list.days[i] + 1, &holiday)));
		assert_false(holiday_on(list.days[i], &holiday) && !holiday.is_half);
	}
	/* A week, Good Friday's eve, a month, a year, two Januaries. */
	assert_true(has_day(&list, clock_day_of(2026, 3, 6)));
	assert_true(has_day(&list, clock_day_of(2026, 4, 2)));
	assert_false(has_day(&list, clock_day_of(2026, 4, 3)));
	assert_true(has_day(&list, clock_day_of(2026, 5, 15)));
	assert_true(has_day(&list, clock_day_of(2027, 1, 15)));
	assert_true(has_day(&list, clock_day_of(2028, 1, 21)));
	assert_true(has_day(&list, clock_day_of(2029, 1, 19)) ||
		    list.days[list.count - 1] < clock_day_of(2029, 1, 19));
	assert_false(has_day(&list, clock_day_of(2026, 3, 4)));
	list = expirations_at("SPY", at("2026-03-02T15:00:00Z"));
	for (int day = 2; day <= 6; day++)
		assert_true(has_day(&list, clock_day_of(2026, 3, day)));
}

/* The last day ends at the close, and with it the contracts. */
static void expiry(void **state)
{
	(void)state;
	int32_t friday = clock_day_of(2026, 3, 6);
	struct expirations list = expirations_at("AAPL", at("2026-03-06T20:59:59Z"));
	assert_int_equal(list.days[0], friday);
	assert_true(chain_at("AAPL", at("2026-03-06T20:59:59Z"), friday).count > 0);
	list = expirations_at("AAPL", at("2026-03-06T21:00:00Z"));
	assert_true(list.days[0] > friday);
	assert_int_equal(chain_at("AAPL", at("2026-03-06T21:00:00Z"), friday).count, 0);
}

static bool has_strike(const int64_t *strikes, size_t count, int64_t strike)
{
	for (size_t i = 0; i < count; i++)
		if (strikes[i] == strike)
			return true;
	return false;
}

/* Day by day until it expires, but for days on which the underlying was divided. */
static void strikes_stay(void **state)
{
	(void)state;
	static const char *const symbols[] = {"AAPL", "SPY", "NVDA", "AMC", "$SPX"};
	static int64_t before[SIM_OPTIONS_GRID_STRIKES], now[SIM_OPTIONS_GRID_STRIKES];
	int32_t expiration = clock_day_of(2026, 6, 18);
	for (size_t s = 0; s < sizeof(symbols) / sizeof(*symbols); s++) {
		const struct sim_share *share = share_of(symbols[s]);
		int32_t listed = sim_options_grid_listed(share, expiration);
		assert_true(listed != 0 && listed < expiration - 300);
		assert_int_equal(
			sim_options_grid_strikes(share, expiration, listed - 1, before),
			0);
		size_t had = sim_options_grid_strikes(share, expiration, listed, before);
		assert_true(had >= 5);
		for (int32_t day = listed + 1; day <= expiration; day++) {
			size_t have =
				sim_options_grid_strikes(share, expiration, day, now);
			assert_true(have >= had && have < SIM_OPTIONS_GRID_STRIKES);
			for (size_t i = 0; i < had; i++)
				assert_true(has_strike(now, have, before[i]));
			for (size_t i = 1; i < have; i++)
				assert_true(now[i - 1] < now[i]);
			memcpy(before, now, have * sizeof(*now));
			had = have;
		}
	}
}

static void same_again(void **state)
{
	(void)state;
	int64_t now_us = at("2026-05-04T15:30:00.4Z");
	int32_t day = clock_day_of(2026, 5, 15);
	struct chain one = chain_at("MSFT", now_us, day);
	chain_at("AAPL", now_us + 1000 * MINUTE_US, day);
	struct chain two = chain_at("MSFT", now_us + 500000, day);
	assert_true(one.count > 20);
	assert_int_equal(one.count, two.count);
	for (size_t i = 0; i < one.count; i++) {
		assert_string_equal(
			one.items[i].contract.symbol, two.items[i].contract.symbol);
		assert_memory_equal(&one.items[i].quote, &two.items[i].quote,
			sizeof(one.items[i].quote));
		assert_true(i == 0 || chain_compare(&one.items[i - 1].contract,
					      &one.items[i].contract) < 0);
	}
}

/* By calls and puts of rising strikes, at one instant. */
static void check_line(const struct chain *chain, const struct chain_line *line)
{
	const struct quote *quote = &line->quote;
	int64_t sign = line->contract.right == CONTRACT_CALL ? 1 : -1;
	int64_t intrinsic =
		sign * (chain->underlying_price.e6 - line->contract.strike.e6);
	assert_true(quote->bid.e6 >= 0 && quote->bid.e6 < quote->ask.e6);
	assert_true(quote->bid.e6 % 10000 == 0 && quote->ask.e6 % 10000 == 0);
	assert_true(quote->ask_size > 0 && (quote->bid_size > 0) == (quote->bid.e6 > 0));
	assert_true(quote->time_us <= chain->time_us);
	if (!chain_is_european(&line->contract))
		assert_true(quote->ask.e6 >= intrinsic);
	assert_true(line->has_greeks && line->greeks.volatility_e6 > 0);
	assert_true(sign * line->greeks.delta_e6 >= -100 &&
		    sign * line->greeks.delta_e6 <= 1000100);
	assert_true(line->greeks.gamma_e6 >= 0);
	assert_true(line->volume >= 0 && line->open_interest >= 0);
	assert_true(line->last.time_us == 0 ||
		    (line->last.price.e6 > 0 && line->last.size > 0));
}

/* Nobody can sell dear and buy cheap what is worth at least as much. */
static void check_pair(const struct chain_line *low, const struct chain_line *high)
{
	int64_t apart = high->contract.strike.e6 - low->contract.strike.e6;
	bool call = low->contract.right == CONTRACT_CALL;
	const struct chain_line *dear = call ? low : high, *cheap = call ? high : low;
	assert_true(dear->quote.ask.e6 >= cheap->quote.bid.e6);
	assert_true(dear->quote.bid.e6 - cheap->quote.ask.e6 <= apart + apart / 50);
}

static void no_free_money(void **state)
{
	(void)state;
	static const char *const symbols[] = {
		"AAPL", "SPY", "JNJ", "AMC", "$SPX", "TSLA"};
	static const char *const times[] = {"2026-04-15T13:30:00Z",
		"2026-04-20T18:12:34Z", "2026-04-26T12:00:00Z", "2027-10-06T19:59:59Z"};
	for (size_t s = 0; s < 6 * 4; s++) {
		const char *symbol = symbols[s % 6];
		int64_t now_us = at(times[s / 6]);
		struct expirations list = expirations_at(symbol, now_us);
		for (size_t e = 0; e < list.count; e += 3) {
			struct chain chain = chain_at(symbol, now_us, list.days[e]);
			assert_true(chain.count >= 6 && chain.count % 2 == 0);
			for (size_t i = 0; i < chain.count; i++) {
				check_line(&chain, &chain.items[i]);
				if (i >= 2)
					check_pair(&chain.items[i - 2], &chain.items[i]);
			}
			arena_reset(arena);
			list = expirations_at(symbol, now_us);
		}
	}
}

/* The model's value lies within the quote that is made of it. */
static void value_within_quote(void **state)
{
	(void)state;
	int64_t now_us = at("2026-04-20T18:00:00Z");
	int32_t day = clock_day_of(2026, 6, 18);
	const struct sim_share *share = share_of("KO");
	struct chain chain = chain_at("KO", now_us, day);
	double years = greeks_years(calendar, now_us, day);
	struct sim_options_surface surface = sim_options_surface_at(
		share, calendar_day_of(calendar, now_us), day, years);
	for (size_t i = 0; i < chain.count; i++) {
		const struct chain_line *line = &chain.items[i];
		struct option option = greeks_option(&line->contract,
			chain.underlying_price, years, surface.rate, surface.yield);
		option.volatility = sim_options_surface_volatility(
			&surface, option.spot, option.strike);
		double price_e6 = option_price(&option) * 1e6;
		assert_true((double)line->quote.bid.e6 <= price_e6 + 1e-6);
		assert_true((double)line->quote.ask.e6 >= price_e6 - 1e-6);
	}
}

/* At night the quotes are those of the close. */
static void closed(void **state)
{
	(void)state;
	int32_t day = clock_day_of(2026, 5, 15);
	struct chain close = chain_at("AAPL", at("2026-04-24T19:59:59.5Z"), day);
	struct chain night = chain_at("AAPL", at("2026-04-25T07:00:00Z"), day);
	struct chain morning = chain_at("AAPL", at("2026-04-27T13:29:59Z"), day);
	assert_true(close.count > 0 && close.count <= night.count);
	assert_int_equal(close.time_us, at("2026-04-24T19:59:59Z"));
	assert_int_equal(night.time_us, close.time_us);
	assert_int_equal(morning.time_us, close.time_us);
	assert_int_equal(night.underlying_price.e6, close.underlying_price.e6);
}

static void nothing_there(void **state)
{
	(void)state;
	struct provider_call call = call_at(at("2026-04-22T17:45:00Z"));
	struct instrument vix = instrument_of("$VIX"), aapl = instrument_of("AAPL");
	struct expirations expirations;
	struct chain chain;
	assert_int_equal(
		sim_options_expirations(&call, &vix, &expirations), PROVIDER_UNKNOWN);
	static const char *const symbols[] = {
		"AAPL260515C00000001", "AAPL260514C00200000", "AAPL200515C00200000"};
	for (size_t i = 0; i < 3; i++) {
		struct contract contract;
		struct bars none;
		assert_true(chain_parse_symbol(symbols[i], &contract));
		struct chain_query query = {.underlying = &aapl, .only = &contract};
		assert_int_equal(
			sim_options_chain(&call, &query, &chain), PROVIDER_UNKNOWN);
		struct contract_query history = {.contract = &contract,
			.timeframe = {TIMEFRAME_DAY, 1},
			.from_us = call.now_us - 1440 * MINUTE_US,
			.until_us = call.now_us,
			.limit = 10};
		assert_int_equal(sim_options_history_bars(&call, &history, &none),
			PROVIDER_UNKNOWN);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days),
		cmocka_unit_test(expiry),
		cmocka_unit_test(strikes_stay),
		cmocka_unit_test(same_again),
		cmocka_unit_test(no_free_money),
		cmocka_unit_test(value_within_quote),
		cmocka_unit_test(closed),
		cmocka_unit_test(nothing_there),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
