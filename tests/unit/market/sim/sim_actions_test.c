/* Splits, dividends and earnings of the simulated exchange, and prices adjusted for
 * them. */
#include "exchange.h"

#include "market/sim/sim_earnings.h"
#include "money/decimal.h"

static struct actions actions_of(
	const char *symbol, unsigned kinds, const char *from, const char *until)
{
	struct action_query query = {.symbol = symbol,
		.from_day = exchange_day(from),
		.until_day = exchange_day(until),
		.kinds = kinds,
		.limit = PROVIDER_ITEMS};
	struct actions actions;
	assert_int_equal(
		sim_provider.actions(&exchange.call, &query, &actions), PROVIDER_OK);
	return actions;
}

static bool is_session(int32_t day)
{
	struct calendar_session session;
	return calendar_session(exchange.call.calendar, day, &session);
}

static void actions_are_sound(void **state)
{
	(void)state;
	exchange_open(CALENDAR_NYSE, EXCHANGE_SEED);
	struct actions all = actions_of(NULL, 0, "2000-01-01", "2035-12-31");
	size_t splits = 0, reverse = 0, dividends = 0;
	for (size_t i = 0; i < all.count; i++) {
		const struct action *action = &all.items[i];
		assert_true(i == 0 || action[-1].ex_day <= action->ex_day);
		assert_true(is_session(action->ex_day));
		assert_true(action->declaration_day < action->record_day);
		assert_true(action->record_day < action->payable_day);
		assert_true(listing_find(action->symbol) >= 0);
		if (action->kind == ACTION_SPLIT) {
			splits++;
			reverse += action->old_shares > action->new_shares;
			assert_true(action->new_shares == 1 || action->old_shares == 1);
			assert_true(action->new_shares != action->old_shares);
		} else {
			dividends++;
			assert_int_equal(action->kind, ACTION_CASH_DIVIDEND);
			assert_true(action->cash.e6 >= 10000);
			assert_int_equal(action->cash.e6 % 10000, 0);
		}
	}
	assert_true(splits > 100 && splits < 500);
	assert_true(reverse < splits / 8);
	assert_true(dividends > 10000);
}

/* Four dividends a year, which make up about the yield of the listing. */
static void dividends_yield(void **state)
{
	(void)state;
	exchange_open(CALENDAR_NYSE, EXCHANGE_SEED);
	struct actions year =
		actions_of("KO", 1U << ACTION_CASH_DIVIDEND, "2026-01-01", "2026-12-31");
	assert_int_equal(year.count, 4);
	int64_t paid = 0;
	for (size_t i = 0; i < year.count; i++)
		paid += year.items[i].cash.e6;
	const struct listing *listing = listing_at(listing_find("KO"));
	int64_t due = (int64_t)listing->price_cents * listing->dividend_bp;
	assert_true(paid > due * 9 / 10 && paid < due * 11 / 10);
	assert_int_equal(actions_of("BRK.B", 1U << ACTION_CASH_DIVIDEND, "2000-01-01",
				 "2035-12-31")
				 .count,
		0);
	assert_int_equal(actions_of("$SPX", 0, "2000-01-01", "2035-12-31").count, 0);
}

static void told_once_declared(void **state)
{
	(void)state;
	exchange_open(CALENDAR_NYSE, EXCHANGE_SEED);
	struct action next =
		exchange_action("KO", ACTION_CASH_DIVIDEND, "2026-05-01", "2026-12-31");
	exchange.call.now_us = exchange_at(next.declaration_day, 0, 0, 0) - 1;
	struct action told =
		exchange_action("KO", ACTION_CASH_DIVIDEND, "2026-05-01", "2026-12-31");
	assert_string_equal(told.symbol, "");
	exchange.call.now_us++;
	told = exchange_action("KO", ACTION_CASH_DIVIDEND, "2026-05-01", "2026-12-31");
	assert_memory_equal(&told, &next, sizeof(next));
	struct action_query query = {.symbol = "NONE", .limit = 1};
	struct actions none;
	assert_int_equal(
		sim_provider.actions(&exchange.call, &query, &none), PROVIDER_UNKNOWN);
}

static struct bar day_bar(const char *symbol, int32_t day, enum bar_adjustment adjustment)
{
	int64_t from_us = exchange_at(day, 0, 0, 0);
	struct bar_query query = exchange_query(symbol, "1Day", from_us, from_us + 1);
	query.adjustment = adjustment;
	struct bars bars = exchange_ask(&query);
	assert_int_equal(bars.count, 1);
	return bars.items[0];
}

static int32_t session_before(int32_t day)
{
	const struct calendar *calendar = exchange.call.calendar;
	return calendar_numbered(calendar, calendar_number(calendar, day) - 1).day;
}

static int64_t scaled_e4(int64_t price_e6, int64_t times, int64_t divisor)
{
	int64_t scaled;
	assert_true(decimal_mul_div(
		price_e6 / 100, times, divisor, DECIMAL_HALF_EVEN, &scaled));
	return scaled * 100;
}

/* Until the day of an action, bars are raw; from then on those before are adjusted. */
static void splits_are_continuous(void **state)
{
	(void)state;
	exchange_open(CALENDAR_NYSE, EXCHANGE_SEED);
	struct actions splits =
		actions_of(NULL, 1U << ACTION_SPLIT, "2001-01-01", "2035-01-01");
	for (size_t i = 0; i < splits.count; i++) {
		const struct action *split = &splits.items[i];
		int32_t before = session_before(split->ex_day);
		exchange.call.now_us = exchange_at(split->ex_day, 4, 0, 0) - 1;
		struct bar raw = day_bar(split->symbol, before, BAR_RAW);
		struct bar early = day_bar(split->symbol, before, BAR_SPLIT);
		assert_memory_equal(&raw, &early, sizeof(raw));
		exchange.call.now_us = exchange_at(split->ex_day, 16, 0, 0);
		struct bar adjusted = day_bar(split->symbol, before, BAR_SPLIT);
		assert_int_equal(adjusted.close.e6,
			scaled_e4(raw.close.e6, split->old_shares, split->new_shares));
		assert_int_equal(adjusted.high.e6,
			scaled_e4(raw.high.e6, split->old_shares, split->new_shares));
		struct bar day = day_bar(split->symbol, split->ex_day, BAR_SPLIT);
		assert_true(day.open.e6 > adjusted.close.e6 * 7 / 10);
		assert_true(day.open.e6 < adjusted.close.e6 * 13 / 10);
		struct snapshot now =
			exchange_snapshot(split->symbol, exchange.call.now_us);
		assert_int_equal(now.day.open.e6, day.open.e6);
		assert_int_equal(now.previous_day.close.e6, adjusted.close.e6);
		now = exchange_snapshot(
			split->symbol, exchange_at(split->ex_day, 4, 0, 0) - 1);
		assert_int_equal(now.day.close.e6, raw.close.e6);
		now = exchange_snapshot(
			split->symbol, exchange_at(split->ex_day, 4, 0, 0));
		assert_int_equal(now.day.close.e6, adjusted.close.e6);
		if (split->old_shares == 1)
			assert_int_equal(adjusted.volume, raw.volume * split->new_shares);
	}
}

static void dividends_are_adjusted_for(void **state)
{
	(void)state;
	exchange_open(CALENDAR_NYSE, EXCHANGE_SEED);
	struct action dividend =
		exchange_action("VZ", ACTION_CASH_DIVIDEND, "2025-02-01", "2026-12-31");
	int32_t before = session_before(dividend.ex_day);
	exchange.call.now_us = exchange_at(dividend.ex_day, 12, 0, 0);
	struct bar raw = day_bar("VZ", before, BAR_RAW);
	struct bar split = day_bar("VZ", before, BAR_SPLIT);
	struct bar adjusted = day_bar("VZ", before, BAR_DIVIDEND);
	assert_memory_equal(&raw, &split, sizeof(raw));
	assert_int_equal(adjusted.close.e6, raw.close.e6 - dividend.cash.e6 / 100 * 100);
	int64_t factor_e12 = 0;
	assert_true(decimal_mul_div(1000000000000, raw.close.e6 - dividend.cash.e6,
		raw.close.e6, DECIMAL_HALF_EVEN, &factor_e12));
	assert_int_equal(
		adjusted.open.e6, scaled_e4(raw.open.e6, factor_e12, 1000000000000));
	assert_int_equal(adjusted.volume, raw.volume);
	struct bar all = day_bar("VZ", before, BAR_ALL);
	assert_memory_equal(&all, &adjusted, sizeof(all));
	/* Minutes are adjusted as their day is. */
	int64_t close_us = exchange_at(before, 15, 59, 0);
	struct bar_query query =
		exchange_query("VZ", "1Min", close_us, close_us + MINUTE);
	query.adjustment = BAR_ALL;
	assert_int_equal(exchange_ask(&query).items[0].close.e6, adjusted.close.e6);
}

/* On its ex-day a share opens lower by the dividend, on average. */
static void opens_without_the_dividend(void **state)
{
	(void)state;
	exchange_open(CALENDAR_NYSE, EXCHANGE_SEED);
	struct actions dividends =
		actions_of("VZ", 1U << ACTION_CASH_DIVIDEND, "2001-01-01", "2035-01-01");
	int64_t gaps = 0, paid = 0;
	for (size_t i = 0; i < dividends.count; i++) {
		int32_t day = dividends.items[i].ex_day;
		struct bar before = day_bar("VZ", session_before(day), BAR_SPLIT);
		struct bar after = day_bar("VZ", day, BAR_SPLIT);
		int64_t cash_e6 = dividends.items[i].cash.e6;
		gaps += (before.close.e6 - after.open.e6) * 100 / cash_e6;
		paid += 100;
	}
	assert_true(dividends.count > 130);
	assert_true(gaps > paid * 7 / 10 && gaps < paid * 13 / 10);
}

/* Over decades adjusted prices have grown more than raw ones, by what was paid. */
static void dividends_add_up(void **state)
{
	(void)state;
	exchange_open(CALENDAR_NYSE, EXCHANGE_SEED);
	struct bar_query query = exchange_query("VZ", "1Month", 0, INT64_MAX / 4);
	query.adjustment = BAR_SPLIT;
	struct bars split = exchange_ask(&query);
	query.adjustment = BAR_ALL;
	struct bars all = exchange_ask(&query);
	assert_int_equal(split.count, 432);
	assert_int_equal(all.count, 432);
	assert_int_equal(all.items[431].close.e6, split.items[431].close.e6);
	assert_true(all.items[0].close.e6 * 2 < split.items[0].close.e6);
}

static void reports_come_each_quarter(void **state)
{
	(void)state;
	exchange_open(CALENDAR_NYSE, EXCHANGE_SEED);
	struct sim_earnings_report reports[200];
	size_t count = sim_earnings("AAPL", exchange_day("2000-01-01"),
		exchange_day("2035-12-31"), reports, COUNT(reports));
	assert_int_equal(count, 144);
	int good = 0;
	for (size_t i = 0; i < count; i++) {
		assert_true(is_session(reports[i].day));
		assert_int_equal(
			reports[i].year * 4 + reports[i].quarter, 1999 * 4 + 4 + (int)i);
		good += reports[i].move > 0;
	}
	assert_true(good > 50 && good < 94);
	assert_int_equal(sim_earnings("AAPL", exchange_day("2026-01-01"),
				 exchange_day("2026-12-31"), reports, COUNT(reports)),
		4);
	assert_int_equal(
		sim_earnings("AAPL", reports[1].day, reports[1].day, reports, 9), 1);
	assert_int_equal(sim_earnings("SPY", 0, 40000, reports, 9), 0);
	assert_int_equal(sim_earnings("NONE", 0, 40000, reports, 9), 0);
}

/* A report moves the price after the close, up when it is good. */
static void reports_move_prices(void **state)
{
	(void)state;
	exchange_open(CALENDAR_NYSE, EXCHANGE_SEED);
	struct sim_earnings_report reports[144];
	int right = 0, stays = 0, large = 0, as_busy = 0;
	size_t count = sim_earnings("NFLX", exchange_day("2010-01-01"),
		exchange_day("2034-12-31"), reports, COUNT(reports));
	for (size_t i = 0; i < count; i++) {
		int64_t from_us = exchange_at(reports[i].day, 0, 0, 0);
		struct bar_query query = exchange_query(
			"NFLX", "1Day", from_us, from_us + 10 * 1440 * MINUTE);
		query.limit = 2;
		query.adjustment = BAR_ALL;
		struct bars days = exchange_ask(&query);
		double gap =
			(double)days.items[1].open.e6 / (double)days.items[0].close.e6 -
			1;
		right += (gap > 0) == (reports[i].move > 0);
		stays += (days.items[1].close.e6 > days.items[0].close.e6) ==
			 (reports[i].move > 0);
		large += gap > 0.03 || gap < -0.03;
		as_busy += days.items[1].volume > days.items[0].volume;
	}
	assert_true(right > (int)count * 8 / 10);
	assert_true(stays > (int)count * 7 / 10);
	assert_true(large > (int)count / 4);
	assert_true(as_busy > (int)count * 8 / 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(actions_are_sound),
		cmocka_unit_test(dividends_yield),
		cmocka_unit_test(told_once_declared),
		cmocka_unit_test(splits_are_continuous),
		cmocka_unit_test(dividends_are_adjusted_for),
		cmocka_unit_test(opens_without_the_dividend),
		cmocka_unit_test(dividends_add_up),
		cmocka_unit_test(reports_come_each_quarter),
		cmocka_unit_test(reports_move_prices),
	};
	return cmocka_run_group_tests(tests, NULL, exchange_close);
}
