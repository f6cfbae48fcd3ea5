/* greeks_*: what the middle of a quote implies, exactly rounded; what implies nothing. */
#include "market/greeks.h"

#include "base/clock.h"
#include "market/calendar.h"
#include "quant/option.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct calendar *calendar;
static int64_t now_us;

static int start(void **state)
{
	bool is_date;
	(void)state;
	calendar = calendar_load(CALENDAR_NYSE);
	return calendar == NULL ||
	       !clock_parse("2026-07-01T15:00:00Z", &now_us, &is_date);
}

static struct chain_line line_of(const char *symbol, int64_t bid_e6, int64_t ask_e6)
{
	struct chain_line line = {.quote = {.bid = {bid_e6}, .ask = {ask_e6}}};
	assert_true(chain_parse_symbol(symbol, &line.contract));
	return line;
}

static void years(void **state)
{
	(void)state;
	/* From 11:00 in New York until 16:00, 16 days on. */
	double wanted = (16 + 5.0 / 24) / 365;
	assert_true(fabs(greeks_years(calendar, now_us, clock_day_of(2026, 7, 17)) -
			    wanted) < 1e-12);
	assert_true(greeks_years(calendar, now_us, clock_day_of(2026, 6, 30)) == 0);
	assert_true(greeks_years(calendar, now_us, clock_day_of(2026, 7, 1)) > 0);
}

/* A price that the model makes of a volatility leads back to it, and to its Greeks. */
static void implied(void **state)
{
	(void)state;
	static const char *const symbols[] = {"AAPL260717C00205000",
		"AAPL260717P00205000", "AAPL270115P00190000", "SPX260717P00205000"};
	for (size_t i = 0; i < sizeof(symbols) / sizeof(*symbols); i++) {
		struct chain_line line = line_of(symbols[i], 0, 0);
		struct chain chain = {&line, 1, {200000000}, now_us};
		struct option option = greeks_option(&line.contract,
			chain.underlying_price,
			greeks_years(calendar, now_us, line.contract.expiration_day),
			0.04, 0.01);
		assert_int_equal(option.style,
			symbols[i][0] == 'S' ? OPTION_EUROPEAN : OPTION_AMERICAN);
		option.volatility = 0.3125;
		struct option_value value = option_value(&option);
		int64_t middle_e6 = llround(value.price * 1e6);
		line.quote.bid.e6 = middle_e6 - 20000;
		line.quote.ask.e6 = middle_e6 + 20000;
		greeks_fill(&chain, 0.04, 0.01, now_us, calendar);
		assert_true(line.has_greeks);
		assert_true(llabs(line.greeks.volatility_e6 - 312500) <= 5);
		assert_true(
			llabs(line.greeks.delta_e6 - llround(value.delta * 1e6)) <= 5);
		assert_true(
			llabs(line.greeks.gamma_e6 - llround(value.gamma * 1e6)) <= 5);
		assert_true(
			llabs(line.greeks.theta_e6 - llround(value.theta * 1e6)) <= 5);
		assert_true(llabs(line.greeks.vega_e6 - llround(value.vega * 1e6)) <= 5);
		assert_true(llabs(line.greeks.rho_e6 - llround(value.rho * 1e6)) <= 5);
	}
}

static void nothing_implied(void **state)
{
	(void)state;
	struct chain_line lines[] = {
		line_of("AAPL260717C00205000", 0, 5000000),       /* nobody bids */
		line_of("AAPL260717C00205000", 5000000, 4000000), /* crossed */
		line_of("AAPL260717C00205000", 0, 0),
		line_of("AAPL260717C00150000", 49000000, 49500000), /* below intrinsic */
		line_of("AAPL260717C00205000", 250000000,
			260000000),                               /* above the share */
		line_of("AAPL260630C00205000", 1000000, 1100000), /* expired */
	};
	size_t count = sizeof(lines) / sizeof(*lines);
	struct chain chain = {lines, count, {200000000}, now_us};
	greeks_fill(&chain, 0.04, 0, now_us, calendar);
	for (size_t i = 0; i < count; i++)
		assert_false(lines[i].has_greeks);
	struct chain_line good = line_of("AAPL260717C00205000", 3000000, 3100000);
	chain = (struct chain){&good, 1, {0}, now_us};
	greeks_fill(&chain, 0.04, 0, now_us, calendar);
	assert_false(good.has_greeks);
}

/* What a source told stays as it is. */
static void told(void **state)
{
	(void)state;
	struct chain_line line = line_of("AAPL260717C00205000", 3000000, 3100000);
	line.has_greeks = true;
	line.greeks.delta_e6 = 123;
	struct chain_line before = line;
	struct chain chain = {&line, 1, {200000000}, now_us};
	greeks_fill(&chain, 0.04, 0, now_us, calendar);
	assert_memory_equal(&line, &before, sizeof(line));
}

static void rounding(void **state)
{
	(void)state;
	struct option_value value = {.delta = 0.1234565001,
		.gamma = -0.0000005001,
		.theta = -0.1234564999,
		.vega = NAN,
		.rho = 1e300};
	struct chain_greeks greeks = greeks_of(&value, 0.25);
	assert_int_equal(greeks.delta_e6, 123457);
	assert_int_equal(greeks.gamma_e6, -1);
	assert_int_equal(greeks.theta_e6, -123456);
	assert_int_equal(greeks.vega_e6, 0);
	assert_int_equal(greeks.rho_e6, 1000000000000000000);
	assert_int_equal(greeks.volatility_e6, 250000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(years),
		cmocka_unit_test(implied),
		cmocka_unit_test(nothing_implied),
		cmocka_unit_test(told),
		cmocka_unit_test(rounding),
	};
	return cmocka_run_group_tests(tests, start, NULL);
}
