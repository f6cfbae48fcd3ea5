/* What passed between two looks at the market. */
#include "trade.h"

#include "trading/tape.h"

static struct bar a_bar(
	int64_t time_us, const char *low, const char *high, int64_t volume)
{
	return (struct bar){.time_us = time_us,
		.open = P(low),
		.high = P(high),
		.low = P(low),
		.close = P(high),
		.volume = volume};
}

static struct snapshot a_snapshot(void)
{
	return (struct snapshot){.received_us = 1,
		.quote = {1000, P("99.9"), P("100.1"), 100, 100},
		.trade = {1000, P("100"), 50, 7},
		.minute = a_bar(600, "99", "101", 1000),
		.day = a_bar(100, "95", "105", 20000)};
}

static void first_look(void **state)
{
	(void)state;
	struct tape_mark mark = {0};
	struct snapshot now = a_snapshot();
	struct tape_passed passed = tape_since(&mark, &now);
	assert_true(tape_moved(&mark, &now));
	assert_int_equal(passed.volume, 0);
	tape_note(&mark, &now, 1500);
	assert_false(tape_moved(&mark, &now));
	passed = tape_since(&mark, &now);
	assert_int_equal(passed.volume, 0);
	assert_int_equal(mark.looked_us, 1500);
}

/* What has changed since the snapshot above, and what that tells. */
struct look {
	int64_t trade_us;
	const char *price;
	struct bar minute, day;
	const char *low, *high;
	int64_t volume;
};

static void between_looks(void **state)
{
	(void)state;
	const struct look table[] = {
		/* within the minute: the last trade, and new extremes */
		{1100, "100.5", a_bar(600, "99", "101", 1200),
			a_bar(100, "95", "105", 20200), "100.5", "100.5", 200},
		{1100, "100.5", a_bar(600, "98", "101", 1200),
			a_bar(100, "95", "105", 20200), "98", "100.5", 200},
		{1100, "100.5", a_bar(600, "99", "106", 1200),
			a_bar(100, "95", "106", 20200), "100.5", "106", 200},
		/* a new minute is all of it new; the day knows how much there was */
		{1700, "100.5", a_bar(1200, "99.5", "102", 300),
			a_bar(100, "95", "105", 20500), "99.5", "102", 500},
		/* a new low of the day that lies in no minute that is seen */
		{9700, "100.5", a_bar(9600, "100", "101", 300),
			a_bar(100, "90", "105", 30000), "90", "101", 10000},
		/* a new day */
		{99700, "110.5", a_bar(99600, "110", "111", 300),
			a_bar(99000, "109", "112", 900), "109", "112", 900},
		/* outside the session only the minute counts */
		{1100, "100.5", a_bar(600, "99", "101", 1010),
			a_bar(100, "95", "105", 20000), "100.5", "100.5", 10},
		/* a source without volume */
		{1100, "100.5", {0}, {0}, "100.5", "100.5", 50},
		/* nothing was traded, or figures were corrected */
		{1000, "100", a_bar(600, "99", "101", 900),
			a_bar(100, "95", "105", 19000), "0", "0", 0},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct tape_mark mark;
		struct snapshot now = a_snapshot();
		tape_note(&mark, &now, 1050);
		now.trade.time_us = table[i].trade_us;
		now.trade.price = P(table[i].price);
		now.minute = table[i].minute;
		now.day = table[i].day;
		struct tape_passed passed = tape_since(&mark, &now);
		price_is(passed.low, table[i].low);
		price_is(passed.high, table[i].high);
		assert_int_equal(passed.volume, table[i].volume);
		assert_true(tape_moved(&mark, &now));
	}
}

/* For an order that came since the last look. */
static void lately(void **state)
{
	(void)state;
	struct snapshot now = a_snapshot();
	struct tape_passed passed = tape_lately(&now, 999);
	price_is(passed.low, "100");
	price_is(passed.high, "100");
	assert_int_equal(passed.volume, 50);
	assert_int_equal(tape_lately(&now, 1000).volume, 0);
	now.trade.price = P("98");
	passed = tape_join(passed, tape_lately(&now, 0));
	price_is(passed.low, "98");
	price_is(passed.high, "100");
	assert_int_equal(passed.volume, 100);
	passed = tape_join(passed, (struct tape_passed){0});
	price_is(passed.low, "98");
	assert_int_equal(passed.volume, 100);
}

/* Minutes that no look has seen. */
static void between(void **state)
{
	(void)state;
	struct bar items[] = {a_bar(1, "97", "99", 10), a_bar(2, "90", "120", 0)};
	struct bars bars = {items, 2};
	struct tape_passed passed = {.high = P("101"), .low = P("100"), .volume = 30};
	passed = tape_with(passed, &bars);
	price_is(passed.low, "97");
	price_is(passed.high, "101");
	assert_int_equal(passed.volume, 30);
	assert_int_equal(tape_with((struct tape_passed){0}, &bars).low.e6, 0);
}

static void prints(void **state)
{
	(void)state;
	const struct calendar *calendar = calendar_load(CALENDAR_NYSE);
	struct calendar_session today, before;
	int32_t day;
	assert_non_null(calendar);
	assert_true(calendar_parse_day("2026-02-09", &day));
	assert_true(calendar_session(calendar, day, &today));
	assert_true(calendar_session(calendar, day - 3, &before));
	struct snapshot now = a_snapshot();
	struct rest_print found[REST_PRINTS];
	now.day = a_bar(calendar_midnight_us(calendar, day), "95", "105", 100);
	now.previous_day =
		a_bar(calendar_midnight_us(calendar, day - 3), "90", "91", 100);
	tape_prints(calendar, &now, today.open_us, found);
	assert_int_equal(found[0].at_us, today.open_us);
	price_is(found[0].price, "95");
	assert_int_equal(found[1].at_us, 0);
	assert_int_equal(found[2].at_us, before.open_us);
	assert_int_equal(found[3].at_us, before.close_us);
	price_is(found[3].price, "91");
	tape_prints(calendar, &now, today.close_us, found);
	assert_int_equal(found[1].at_us, today.close_us);
	price_is(found[1].price, "105");
	/* A quote from before the opening tells nothing of it. */
	tape_prints(calendar, &now, today.open_us - 1, found);
	assert_int_equal(found[0].at_us, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(first_look),
		cmocka_unit_test(between_looks),
		cmocka_unit_test(lately),
		cmocka_unit_test(between),
		cmocka_unit_test(prints),
	};
	return cmocka_run_group_tests_name("trading/tape", tests, NULL, NULL);
}
