/* Quotes, trades and snapshots of the simulated exchange: they lie in the bars that
 * they make. */
#include "exchange.h"

static const char *const symbols[] = {"SPY", "AAPL", "BKNG", "AMC", "F"};

static bool lies_within(struct price price, const struct bar *bar)
{
	return price.e6 >= bar->low.e6 && price.e6 <= bar->high.e6;
}

static struct bar minute_at(const char *symbol, int64_t from_us)
{
	struct bars bars = exchange_bars(symbol, "1Min", from_us, from_us + MINUTE);
	assert_int_equal(bars.count, 1);
	return bars.items[0];
}

/* The trades of a minute, joined, are its bar. */
static void trades_make_a_minute(const char *symbol, int64_t from_us)
{
	struct tick_query query = exchange_ticks(symbol, from_us, from_us + MINUTE);
	struct trades trades = exchange_trades(&query);
	struct bar minute = minute_at(symbol, from_us), sum = {0};
	assert_true(trades.count >= 4);
	for (size_t i = 0; i < trades.count; i++) {
		const struct trade *trade = &trades.items[i];
		assert_true(
			trade->time_us >= from_us && trade->time_us < from_us + MINUTE);
		assert_true(trade->size > 0);
		assert_true(i == 0 || (trade->time_us > trade[-1].time_us &&
					      trade->id > trade[-1].id));
		struct bar one = {.open = trade->price,
			.high = trade->price,
			.low = trade->price,
			.close = trade->price,
			.volume = trade->size,
			.trades = 1};
		if (i == 0)
			sum = one;
		else
			assert_true(bar_join(&sum, &one));
	}
	exchange_same(&sum, &minute);
	assert_int_equal(trades.items[0].time_us, from_us);
	query.descending = true;
	query.limit = 700;
	struct trades newest = exchange_trades(&query);
	assert_true(newest.count == trades.count || newest.count == 700);
	for (size_t i = 0; i < newest.count; i++)
		assert_memory_equal(&newest.items[i], &trades.items[trades.count - 1 - i],
			sizeof(struct trade));
}

static void trades_make_minutes(void **state)
{
	(void)state;
	static const int times[][2] = {
		{4, 0}, {9, 29}, {9, 30}, {12, 41}, {15, 59}, {16, 0}, {19, 59}};
	exchange_open(CALENDAR_NYSE, EXCHANGE_SEED);
	int32_t day = exchange_day("2026-03-09");
	for (size_t i = 0; i < COUNT(symbols); i++) {
		for (size_t j = 0; j < COUNT(times); j++)
			trades_make_a_minute(symbols[i],
				exchange_at(day, times[j][0], times[j][1], 0));
	}
}

/* Bid and ask stand around the last trade, which is of the same minute. */
static void quotes_fit(const char *symbol, int64_t from_us)
{
	struct tick_query query = exchange_ticks(symbol, from_us, from_us + MINUTE);
	struct quotes quotes = exchange_quotes(&query);
	struct bar minute = minute_at(symbol, from_us);
	assert_int_equal(quotes.count, 60);
	query.descending = true;
	struct quotes newest = exchange_quotes(&query);
	assert_int_equal(newest.count, 60);
	for (size_t i = 0; i < quotes.count; i++) {
		const struct quote *quote = &quotes.items[i];
		int64_t spread = quote->ask.e6 - quote->bid.e6;
		int64_t twice_mid = quote->ask.e6 + quote->bid.e6;
		assert_int_equal(quote->time_us, from_us + (int64_t)i * SECOND);
		assert_true(quote->bid.e6 > 0 && spread > 0);
		assert_true(twice_mid <= 2 * minute.high.e6 + spread);
		assert_true(twice_mid >= 2 * minute.low.e6 - spread);
		assert_true(quote->bid_size >= 100 && quote->bid_size % 100 == 0);
		assert_true(quote->ask_size >= 100 && quote->ask_size % 100 == 0);
		assert_memory_equal(quote, &newest.items[59 - i], sizeof(*quote));
		struct snapshot snapshot =
			exchange_snapshot(symbol, quote->time_us + 999999);
		exchange.call.now_us = INT64_MAX / 4;
		assert_memory_equal(quote, &snapshot.quote, sizeof(*quote));
		assert_true(quote->bid.e6 <= snapshot.trade.price.e6);
		assert_true(quote->ask.e6 >= snapshot.trade.price.e6);
		assert_true(lies_within(snapshot.trade.price, &minute));
		assert_int_equal(snapshot.trade.price.e6, snapshot.minute.close.e6);
	}
}

static void quotes_lie_in_bars(void **state)
{
	(void)state;
	int32_t day = exchange_day("2026-03-09");
	for (size_t i = 0; i < COUNT(symbols); i++) {
		exchange_open(CALENDAR_NYSE, EXCHANGE_SEED);
		quotes_fit(symbols[i], exchange_at(day, 9, 30, 0));
		quotes_fit(symbols[i], exchange_at(day, 13, 12, 0));
		quotes_fit(symbols[i], exchange_at(day, 18, 1, 0));
		exchange_open(CALENDAR_ALWAYS, EXCHANGE_SEED);
		quotes_fit(symbols[i], exchange_at(day, 2, 59, 0));
	}
}

/* While the session lasts, what can be bought and sold at lies in the day's range. */
static void quotes_lie_in_the_day(void **state)
{
	(void)state;
	exchange_open(CALENDAR_NYSE, EXCHANGE_SEED);
	int64_t midnight_us = exchange_at(exchange_day("2026-03-09"), 0, 0, 0);
	for (size_t i = 0; i < COUNT(symbols); i++) {
		struct bar day =
			exchange_bars(symbols[i], "1Day", midnight_us, midnight_us + 1)
				.items[0];
		struct tick_query query = exchange_ticks(symbols[i],
			midnight_us + 570 * MINUTE, midnight_us + 700 * MINUTE);
		struct quotes quotes = exchange_quotes(&query);
		assert_int_equal(quotes.count, 130 * 60);
		for (size_t j = 0; j < quotes.count; j++)
			assert_true(lies_within(quotes.items[j].bid, &day) &&
				    lies_within(quotes.items[j].ask, &day));
	}
}

static int64_t average_spread_bp_e3(const char *symbol, int64_t from_us)
{
	struct tick_query query = exchange_ticks(symbol, from_us, from_us + 10 * MINUTE);
	struct quotes quotes = exchange_quotes(&query);
	int64_t sum = 0;
	for (size_t i = 0; i < quotes.count; i++)
		sum += (quotes.items[i].ask.e6 - quotes.items[i].bid.e6) * 10000000 /
		       quotes.items[i].ask.e6;
	return sum / (int64_t)quotes.count;
}

static void spreads_follow_liquidity(void **state)
{
	(void)state;
	static const char *const thinner[] = {"SPY", "AAPL", "UNH", "BLK"};
	exchange_open(CALENDAR_NYSE, EXCHANGE_SEED);
	int64_t from_us = exchange_at(exchange_day("2026-03-09"), 11, 0, 0);
	for (size_t i = 0; i + 1 < COUNT(thinner); i++)
		assert_true(average_spread_bp_e3(thinner[i], from_us) <
			    average_spread_bp_e3(thinner[i + 1], from_us));
	int64_t early_us = exchange_at(exchange_day("2026-03-09"), 7, 0, 0);
	assert_true(2 * average_spread_bp_e3("AAPL", from_us) <
		    average_spread_bp_e3("AAPL", early_us));
}

/* From Friday evening to Monday's first trade nothing moves. */
static void last_values_stand(void **state)
{
	(void)state;
	exchange_open(CALENDAR_NYSE, EXCHANGE_SEED);
	int32_t friday = exchange_day("2026-03-06");
	int64_t end_us = exchange_at(friday, 20, 0, 0);
	struct snapshot closed = exchange_snapshot("AAPL", end_us);
	assert_int_equal(closed.quote.time_us, end_us);
	static const int64_t later_min[] = {1, 61, 1440, 3000, 3299};
	for (size_t i = 0; i < COUNT(later_min); i++) {
		struct snapshot later =
			exchange_snapshot("AAPL", end_us + later_min[i] * MINUTE);
		closed.received_us = later.received_us;
		assert_memory_equal(&closed, &later, sizeof(closed));
	}
	exchange.call.now_us = end_us;
	struct bar last = minute_at("AAPL", end_us - MINUTE);
	exchange_same(&closed.minute, &last);
	assert_int_equal(closed.trade.price.e6, last.close.e6);
	struct bars days =
		exchange_bars("AAPL", "1Day", exchange_at(friday - 1, 0, 0, 0), end_us);
	assert_int_equal(days.count, 2);
	assert_memory_equal(&closed.previous_day, &days.items[0], sizeof(struct bar));
	assert_memory_equal(&closed.day, &days.items[1], sizeof(struct bar));
}

/* Which day a snapshot shows before, in and after the session. */
static void snapshots_show_the_day(void **state)
{
	(void)state;
	static const struct {
		int hour, minute;
		const char *day, *previous;
	} times[] = {
		{3, 59, "2026-03-09", "2026-03-06"},
		{4, 0, "2026-03-09", "2026-03-06"},
		{9, 29, "2026-03-09", "2026-03-06"},
		{9, 30, "2026-03-10", "2026-03-09"},
		{15, 59, "2026-03-10", "2026-03-09"},
		{16, 0, "2026-03-10", "2026-03-09"},
		{23, 0, "2026-03-10", "2026-03-09"},
	};
	exchange_open(CALENDAR_NYSE, EXCHANGE_SEED);
	for (size_t i = 0; i < COUNT(times); i++) {
		int64_t now_us = exchange_at(
			exchange_day("2026-03-10"), times[i].hour, times[i].minute, 5);
		struct snapshot now = exchange_snapshot("MSFT", now_us);
		assert_int_equal(now.source, SOURCE_SIM);
		assert_int_equal(now.received_us, now_us);
		assert_int_equal(now.day.time_us,
			exchange_at(exchange_day(times[i].day), 0, 0, 0));
		assert_int_equal(now.previous_day.time_us,
			exchange_at(exchange_day(times[i].previous), 0, 0, 0));
		assert_true(bar_is_sound(&now.day) && bar_is_sound(&now.minute));
	}
}

static void what_there_is_none_of(void **state)
{
	(void)state;
	exchange_open(CALENDAR_NYSE, EXCHANGE_SEED);
	int64_t now_us = exchange_at(exchange_day("1999-06-01"), 12, 0, 0);
	assert_int_equal(exchange_snapshot("AAPL", now_us).received_us, 0);
	now_us = exchange_at(exchange_day("2026-03-10"), 12, 0, 0);
	struct instrument other = {.symbol = "NONE"};
	const struct instrument *asked = &other;
	struct snapshot snapshot;
	exchange.call.now_us = now_us;
	assert_int_equal(sim_provider.snapshots(&exchange.call, &asked, 1, &snapshot),
		PROVIDER_OK);
	assert_int_equal(snapshot.received_us, 0);
	struct tick_query query =
		exchange_ticks("$SPX", now_us - MINUTE, now_us + MINUTE);
	assert_int_equal(exchange_trades(&query).count, 0);
	struct quotes quotes = exchange_quotes(&query);
	assert_int_equal(quotes.count, 61);
	assert_int_equal(quotes.items[0].bid.e6, quotes.items[0].ask.e6);
	assert_int_equal(quotes.items[0].bid_size, 0);
	query = exchange_ticks("AAPL", now_us + 1, now_us + MINUTE);
	assert_int_equal(exchange_trades(&query).count, 0);
	assert_int_equal(exchange_quotes(&query).count, 0);
	query.instrument = &other;
	struct trades trades;
	assert_int_equal(
		sim_provider.trades(&exchange.call, &query, &trades), PROVIDER_UNKNOWN);
	assert_int_equal(
		sim_provider.quotes(&exchange.call, &query, &quotes), PROVIDER_UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(trades_make_minutes),
		cmocka_unit_test(quotes_lie_in_bars),
		cmocka_unit_test(quotes_lie_in_the_day),
		cmocka_unit_test(spreads_follow_liquidity),
		cmocka_unit_test(last_values_stand),
		cmocka_unit_test(snapshots_show_the_day),
		cmocka_unit_test(what_there_is_none_of),
	};
	return cmocka_run_group_tests(tests, NULL, exchange_close);
}
