/* bar_adjust: splits and dividends, alone and together, exactly rounded. */
#include "market/bar_adjust.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static const struct calendar *calendar;

enum { DOLLAR = 1000000, DAYS = 4 };

static int start(void **state)
{
	(void)state;
	calendar = calendar_load(CALENDAR_NYSE);
	return calendar == NULL;
}

static int32_t day(const char *text)
{
	int32_t parsed;
	if (!calendar_parse_day(text, &parsed))
		fail_msg("%s is no day", text);
	return parsed;
}

static struct bar bar(const char *date, int64_t close_e6, int64_t volume)
{
	struct price close = {close_e6};
	return (struct bar){.time_us = calendar_midnight_us(calendar, day(date)),
		.open = close,
		.high = {close_e6 + DOLLAR},
		.low = close,
		.close = close,
		.volume = volume};
}

static struct action split(const char *date, int64_t new_shares, int64_t old_shares)
{
	return (struct action){.kind = ACTION_SPLIT,
		.ex_day = day(date),
		.new_shares = new_shares,
		.old_shares = old_shares};
}

static struct action dividend(const char *date, int64_t cash_e6)
{
	return (struct action){
		.kind = ACTION_CASH_DIVIDEND, .ex_day = day(date), .cash = {cash_e6}};
}

/* Four days, a 4 for 1 split on the third and 1 % of dividend on the fourth. */
static bool adjusted(enum bar_adjustment adjustment, struct bar bars[DAYS])
{
	bars[0] = bar("2020-08-27", 400 * DOLLAR, 100);
	bars[1] = bar("2020-08-28", 500 * DOLLAR, 101);
	bars[2] = bar("2020-08-31", 125 * DOLLAR, 404);
	bars[3] = bar("2020-09-01", 130 * DOLLAR, 405);
	struct bar raw[DAYS] = {bars[0], bars[1], bars[2], bars[3]};
	struct action items[] = {{.kind = ACTION_SYMBOL_CHANGE},
		split("2020-08-31", 4, 1), dividend("2020-09-01", DOLLAR * 5 / 4)};
	struct actions actions = {items, COUNT(items)};
	struct bars daily = {raw, DAYS}, given = {bars, DAYS};
	return bar_adjust(calendar, adjustment, &actions, &daily, &given);
}

static void kinds_of_adjustment(void **state)
{
	(void)state;
	static const struct {
		enum bar_adjustment adjustment;
		int64_t close_e6[DAYS], volume[DAYS];
	} table[] = {
		{BAR_RAW, {400000000, 500000000, 125000000, 130000000},
			{100, 101, 404, 405}},
		{BAR_SPLIT, {100000000, 125000000, 125000000, 130000000},
			{400, 404, 404, 405}},
		{BAR_DIVIDEND, {396000000, 495000000, 123750000, 130000000},
			{100, 101, 404, 405}},
		{BAR_ALL, {99000000, 123750000, 123750000, 130000000},
			{400, 404, 404, 405}},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct bar bars[DAYS];
		assert_true(adjusted(table[i].adjustment, bars));
		for (size_t j = 0; j < DAYS; j++) {
			assert_true(bars[j].close.e6 == table[i].close_e6[j]);
			assert_true(bars[j].open.e6 == bars[j].close.e6);
			assert_true(bars[j].volume == table[i].volume[j]);
			assert_true(bar_is_sound(&bars[j]));
		}
	}
}

/* One bar before one action. */
static bool adjust_one(struct action action, struct bar *one)
{
	struct actions actions = {&action, 1};
	struct bar raw = *one;
	struct bars daily = {&raw, 1}, given = {one, 1};
	return bar_adjust(calendar, BAR_ALL, &actions, &daily, &given);
}

static void rounded_once(void **state)
{
	(void)state;
	const struct {
		struct action action;
		int64_t close_e6, expected_e6, volume, expected;
	} table[] = {
		/* Ties of thirds: 1.00005 and 1.00015 to the even fourth place. */
		{split("2024-01-03", 3, 1), 3000150, 1000000, 5, 15},
		{split("2024-01-03", 3, 1), 3000450, 1000200, 5, 15},
		{split("2024-01-03", 1, 10), 1234500, 12345000, 25, 2},
		{split("2024-01-03", 1, 10), 1234500, 12345000, 35, 4},
		{split("2024-01-03", 3, 2), 10000000, 6666700, 3, 4},
		{split("2024-01-03", 1000000, 1), 100, 100, 1, 1000000},
		{dividend("2024-01-03", 330000), 33000000, 32670000, 7, 7},
		{dividend("2024-01-03", 10000), 30000000, 29990000, 7, 7},
		{dividend("2024-01-03", 0), 30000000, 30000000, 7, 7},
		/* On the day itself and before it there is nothing to do. */
		{split("2024-01-02", 3, 1), 3000150, 3000150, 5, 5},
		{split("2024-01-01", 3, 1), 3000150, 3000150, 5, 5},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct bar one = bar("2024-01-02", table[i].close_e6, table[i].volume);
		assert_true(adjust_one(table[i].action, &one));
		assert_true(one.close.e6 == table[i].expected_e6);
		assert_true(one.volume == table[i].expected);
		assert_true(one.vwap.e6 == 0);
	}
}

static void refused(void **state)
{
	(void)state;
	const struct {
		struct action action;
		int64_t close_e6, volume;
	} table[] = {
		{split("2024-01-03", 0, 1), DOLLAR, 1},
		{split("2024-01-03", 1, 0), DOLLAR, 1},
		{split("2024-01-03", -1, -1), DOLLAR, 1},
		{split("2024-01-03", 2, 1), DOLLAR, INT64_MAX},
		{split("2024-01-03", 1, INT64_MAX), DOLLAR, 1},
		{dividend("2024-01-03", DOLLAR), DOLLAR, 1},
		{dividend("2024-01-03", -1), DOLLAR, 1},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct bar one = bar("2024-01-02", table[i].close_e6, table[i].volume);
		assert_false(adjust_one(table[i].action, &one));
	}
	struct action action = dividend("2024-01-03", 1);
	struct bar one = bar("2024-01-02", DOLLAR, 1);
	struct actions actions = {&action, 1};
	struct bars none = {NULL, 0}, given = {&one, 1};
	assert_false(bar_adjust(calendar, BAR_ALL, &actions, &none, &given));
	assert_true(bar_adjust(calendar, BAR_SPLIT, &actions, &none, &given));
	assert_true(bar_adjust(calendar, BAR_ALL, &actions, &none, &none));
}

/* Bars of a day may stand for their own closes. */
static void in_place(void **state)
{
	(void)state;
	struct bar items[] = {bar("2024-01-02", 100 * DOLLAR, 1),
		bar("2024-01-03", 50 * DOLLAR, 1), bar("2024-01-04", 40 * DOLLAR, 1)};
	struct action pays[] = {
		dividend("2024-01-03", 10 * DOLLAR), dividend("2024-01-04", 5 * DOLLAR)};
	struct actions actions = {pays, 2};
	struct bars bars = {items, 3};
	assert_true(bar_adjust(calendar, BAR_ALL, &actions, &bars, &bars));
	assert_true(items[0].close.e6 == 81 * DOLLAR);
	assert_true(items[1].close.e6 == 45 * DOLLAR);
	assert_true(items[2].close.e6 == 40 * DOLLAR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds_of_adjustment),
		cmocka_unit_test(rounded_once),
		cmocka_unit_test(refused),
		cmocka_unit_test(in_place),
	};
	return cmocka_run_group_tests_name("market/bar_adjust", tests, start, NULL);
}
