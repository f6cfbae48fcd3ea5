/* Bars of the simulated exchange: all lengths are made of the same minutes, and nothing
 * that is still to come is in them. */
#include "exchange.h"

static const char *const symbols[] = {"SPY", "AAPL", "BKNG", "AMC", "$SPX", "$VIX"};

/* Joins minutes into bars of a timeframe and compares them with what is told. */
static void add_up(const char *symbol, const char *timeframe, const struct bars *minutes)
{
	const struct calendar *calendar = exchange.call.calendar;
	struct bars joined = {
		arena_alloc(exchange.arena, minutes->count * sizeof(struct bar)),
		minutes->count};
	memcpy(joined.items, minutes->items, minutes->count * sizeof(struct bar));
	assert_true(
		timeframe_gather(calendar, exchange_timeframe(timeframe), &joined) > 0);
	struct bar *last = &joined.items[joined.count - 1];
	struct bars told = exchange_bars(
		symbol, timeframe, joined.items[0].time_us, last->time_us + 1);
	assert_int_equal(told.count, joined.count);
	for (size_t i = 0; i < told.count; i++) {
		assert_int_equal(told.items[i].time_us, joined.items[i].time_us);
		exchange_same(&told.items[i], &joined.items[i]);
	}
}

/* One day's minutes add up to every longer bar; those of the session to the day's. */
static void day_adds_up(const char *symbol, int32_t day, size_t minutes_a_day)
{
	const struct calendar *calendar = exchange.call.calendar;
	int64_t from_us = calendar_midnight_us(calendar, day);
	int64_t until_us = calendar_midnight_us(calendar, day + 1);
	struct bars minutes = exchange_bars(symbol, "1Min", from_us, until_us);
	assert_int_equal(minutes.count, minutes_a_day);
	static const char *const lengths[] = {
		"2Min", "5Min", "7Min", "15Min", "30Min", "59Min", "1Hour", "4Hour"};
	for (size_t i = 0; i < COUNT(lengths); i++)
		add_up(symbol, lengths[i], &minutes);
	struct calendar_session session;
	assert_true(calendar_session(calendar, day, &session));
	size_t before = 0, within = 0;
	for (size_t i = 0; i < minutes.count; i++) {
		before += minutes.items[i].time_us < session.open_us;
		within += minutes.items[i].time_us >= session.open_us &&
			  minutes.items[i].time_us < session.close_us;
	}
	struct bars open = {minutes.items + before, within};
	add_up(symbol, "1Day", &open);
	bool is_index = symbol[0] == '$';
	for (size_t i = 0; i < minutes.count; i++)
		assert_true(is_index ? minutes.items[i].volume == 0
				     : minutes.items[i].volume >= 4);
}

static void minutes_add_up(void **state)
{
	(void)state;
	static const struct {
		enum calendar_hours hours;
		const char *day;
		size_t minutes;
	} days[] = {
		{CALENDAR_NYSE, "2026-03-06", 960},
		{CALENDAR_NYSE, "2026-03-09", 960},
		{CALENDAR_NYSE, "2025-11-28", 780},
		{CALENDAR_NYSE, "2000-01-03", 960},
		{CALENDAR_ALWAYS, "2026-05-02", 1440},
		{CALENDAR_ALWAYS, "2026-03-08", 1380},
		{CALENDAR_ALWAYS, "2026-11-01", 1500},
	};
	for (size_t i = 0; i < COUNT(days); i++) {
		exchange_open(days[i].hours, EXCHANGE_SEED);
		for (size_t j = 0; j < COUNT(symbols); j++)
			day_adds_up(
				symbols[j], exchange_day(days[i].day), days[i].minutes);
	}
}

static void action_days_add_up(void **state)
{
	(void)state;
	exchange_open(CALENDAR_NYSE, EXCHANGE_SEED);
	struct action split =
		exchange_action(NULL, ACTION_SPLIT, "2015-01-01", "2035-12-31");
	struct action dividend =
		exchange_action(NULL, ACTION_CASH_DIVIDEND, "2015-02-01", "2035-12-31");
	day_adds_up(split.symbol, split.ex_day, 960);
	day_adds_up(dividend.symbol, dividend.ex_day, 960);
}

static void days_add_up(void **state)
{
	(void)state;
	exchange_open(CALENDAR_NYSE, EXCHANGE_SEED);
	int64_t from_us = exchange_at(exchange_day("2024-01-01"), 0, 0, 0);
	int64_t until_us = exchange_at(exchange_day("2027-01-01"), 0, 0, 0);
	for (size_t i = 0; i < COUNT(symbols); i++) {
		struct bars days = exchange_bars(symbols[i], "1Day", from_us, until_us);
		add_up(symbols[i], "1Week", &days);
		add_up(symbols[i], "1Month", &days);
		add_up(symbols[i], "3Month", &days);
		add_up(symbols[i], "12Month", &days);
	}
}

static void either_way_round(void **state)
{
	(void)state;
	static const char *const lengths[] = {
		"1Min", "5Min", "1Hour", "1Day", "1Week", "1Month"};
	exchange_open(CALENDAR_NYSE, EXCHANGE_SEED);
	int64_t from_us = exchange_at(exchange_day("2026-02-26"), 12, 7, 31);
	int64_t until_us = exchange_at(exchange_day("2026-03-20"), 11, 2, 3);
	for (size_t i = 0; i < COUNT(lengths); i++) {
		struct bar_query query =
			exchange_query("NVDA", lengths[i], from_us, until_us);
		struct bars up = exchange_ask(&query);
		query.descending = true;
		struct bars down = exchange_ask(&query);
		assert_true(up.count > 0);
		assert_int_equal(up.count, down.count);
		for (size_t j = 0; j < up.count; j++)
			assert_memory_equal(&up.items[j], &down.items[down.count - 1 - j],
				sizeof(struct bar));
		query.limit = up.count / 2 + 1;
		struct bars newest = exchange_ask(&query);
		assert_int_equal(newest.count, query.limit);
		assert_memory_equal(
			newest.items, down.items, query.limit * sizeof(struct bar));
		query.descending = false;
		struct bars oldest = exchange_ask(&query);
		assert_int_equal(oldest.count, query.limit);
		assert_memory_equal(
			oldest.items, up.items, query.limit * sizeof(struct bar));
		query.limit = 0;
		assert_int_equal(exchange_ask(&query).count, 0);
		assert_true(up.items[0].time_us >= from_us &&
			    up.items[up.count - 1].time_us < until_us);
	}
}

static void future_is_not_told(void **state)
{
	(void)state;
	static const char *const lengths[] = {
		"1Min", "5Min", "1Hour", "1Day", "1Week", "1Month"};
	static const int times[][3] = {
		{9, 30, 0}, {9, 30, 1}, {11, 17, 42}, {15, 59, 59}, {19, 3, 30}};
	for (size_t i = 0; i < 2 * COUNT(lengths) * COUNT(times); i++) {
		const char *length = lengths[i / 2 % COUNT(lengths)];
		const int *time = times[i / 2 / COUNT(lengths)];
		exchange_open(i % 2 == 0 ? CALENDAR_NYSE : CALENDAR_ALWAYS, 7);
		int32_t day = exchange_day("2026-03-09");
		int64_t from_us = exchange_at(day - 40, 0, 0, 0);
		int64_t until_us = exchange_at(day + 2, 0, 0, 0);
		int64_t now_us = exchange_at(day, time[0], time[1], time[2]);
		struct bars whole = exchange_bars("XOM", length, from_us, until_us);
		exchange.call.now_us = now_us + 999999;
		struct bars known = exchange_bars("XOM", length, from_us, until_us);
		assert_true(known.count > 0 && known.count < whole.count + 1);
		size_t last = known.count - 1;
		assert_true(known.items[last].time_us <= now_us);
		assert_true(known.count == whole.count ||
			    whole.items[known.count].time_us > now_us ||
			    exchange_timeframe(length).unit >= TIMEFRAME_DAY);
		assert_memory_equal(known.items, whole.items, last * sizeof(struct bar));
		const struct bar *part = &known.items[last], *all = &whole.items[last];
		assert_int_equal(part->time_us, all->time_us);
		assert_int_equal(part->open.e6, all->open.e6);
		assert_true(part->high.e6 <= all->high.e6);
		assert_true(part->low.e6 >= all->low.e6);
		assert_true(part->volume > 0 && part->volume <= all->volume);
	}
}

/* A minute and its day grow from second to second until they are whole. */
static void bars_grow(void **state)
{
	(void)state;
	exchange_open(CALENDAR_NYSE, EXCHANGE_SEED);
	int64_t from_us = exchange_at(exchange_day("2026-03-09"), 10, 15, 0);
	struct bar whole =
		exchange_bars("AAPL", "1Min", from_us, from_us + MINUTE).items[0];
	struct bar before = {0};
	int64_t volume = 0;
	for (int second = 0; second <= 60; second++) {
		exchange.call.now_us = from_us + second * SECOND;
		struct bars minutes =
			exchange_bars("AAPL", "1Min", from_us, from_us + MINUTE);
		struct bars days = exchange_bars("AAPL", "1Day",
			exchange_at(exchange_day("2026-03-09"), 0, 0, 0), INT64_MAX / 4);
		assert_int_equal(minutes.count, 1);
		assert_int_equal(days.count, 1);
		struct bar minute = minutes.items[0];
		assert_true(minute.volume >= before.volume);
		assert_true(second == 0 || (minute.high.e6 >= before.high.e6 &&
						   minute.low.e6 <= before.low.e6));
		/* The next minute's first trade is at its first instant. */
		if (second > 0 && second < 60)
			assert_int_equal(days.items[0].volume - volume,
				minute.volume - before.volume);
		volume = days.items[0].volume;
		before = minute;
	}
	exchange_same(&before, &whole);
}

static void edges(void **state)
{
	(void)state;
	exchange_open(CALENDAR_NYSE, EXCHANGE_SEED);
	struct bars all = exchange_bars("KO", "1Day", 0, INT64_MAX / 4);
	assert_int_equal(all.count, calendar_sessions(exchange.call.calendar));
	int64_t saturday_us = exchange_at(exchange_day("2026-03-14"), 0, 0, 0);
	static const char *const lengths[] = {"1Min", "1Hour", "1Day", "1Week"};
	for (size_t i = 0; i < COUNT(lengths); i++)
		assert_int_equal(exchange_bars("KO", lengths[i], saturday_us,
					 saturday_us + 2 * 1440 * MINUTE)
					 .count,
			0);
	struct instrument other = {.symbol = "NONE"};
	struct bar_query query = exchange_query("KO", "1Day", 0, INT64_MAX / 4);
	query.instrument = &other;
	assert_int_equal(
		sim_provider.bars(&exchange.call, &query, &all), PROVIDER_UNKNOWN);
	exchange.call.now_us = exchange_at(exchange_day("1999-12-31"), 12, 0, 0);
	assert_int_equal(exchange_bars("KO", "1Day", 0, INT64_MAX / 4).count, 0);
	assert_int_equal(exchange_bars("KO", "1Min", 0, INT64_MAX / 4).count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(minutes_add_up),
		cmocka_unit_test(action_days_add_up),
		cmocka_unit_test(days_add_up),
		cmocka_unit_test(either_way_round),
		cmocka_unit_test(future_is_not_told),
		cmocka_unit_test(bars_grow),
		cmocka_unit_test(edges),
	};
	return cmocka_run_group_tests(tests, NULL, exchange_close);
}
