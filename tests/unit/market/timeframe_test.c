/* timeframe_*: how they are written, where bars begin and end, and gathering. */
#include "market/timeframe.h"

#include "base/clock.h"
#include "market/bar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

enum { PARTS = 4000 };

static const struct calendar *calendar;
static const int64_t MINUTE_US = INT64_C(60) * 1000000;

static int start(void **state)
{
	(void)state;
	calendar = calendar_load(CALENDAR_NYSE);
	return calendar == NULL;
}

static struct timeframe frame(const char *text)
{
	struct timeframe timeframe;
	if (!timeframe_parse(text, &timeframe))
		fail_msg("%s is no timeframe", text);
	return timeframe;
}

static int64_t at(const char *text)
{
	int64_t time_us;
	bool is_date;
	if (!clock_parse(text, &time_us, &is_date))
		fail_msg("%s is no time", text);
	return time_us;
}

static void texts(void **state)
{
	(void)state;
	static const struct {
		const char *text, *written;
	} right[] = {{"1Min", "1Min"}, {"59Min", "59Min"}, {"5T", "5Min"}, {"1m", "1Min"},
		{"5m", "5Min"}, {"15m", "15Min"}, {"30m", "30Min"}, {"1min", "1Min"},
		{"minute", "1Min"}, {"1Minute", "1Min"}, {"1Hour", "1Hour"},
		{"23Hour", "23Hour"}, {"4H", "4Hour"}, {"1h", "1Hour"}, {"hour", "1Hour"},
		{"1Day", "1Day"}, {"1D", "1Day"}, {"1d", "1Day"}, {"day", "1Day"},
		{"1Week", "1Week"}, {"1W", "1Week"}, {"1w", "1Week"}, {"week", "1Week"},
		{"1Month", "1Month"}, {"1M", "1Month"}, {"2Month", "2Month"},
		{"3M", "3Month"}, {"4Month", "4Month"}, {"6Month", "6Month"},
		{"12Month", "12Month"}, {"1mo", "1Month"}, {"month", "1Month"}};
	static const char *const wrong[] = {"", "0Min", "60Min", "24Hour", "2Day",
		"2Week", "5Month", "7M", "13Month", "01Min", "100Min", "Min", "m", "M",
		"1", "12", "1 Min", "1Min ", "-1Min", "1Year", "1.5Hour", "1minutes", "T",
		"Hour5", "1Mo", "99999999999Min"};
	for (size_t i = 0; i < COUNT(right); i++) {
		char text[TIMEFRAME_TEXT_SIZE];
		timeframe_format(frame(right[i].text), text);
		assert_string_equal(text, right[i].written);
	}
	for (size_t i = 0; i < COUNT(wrong); i++) {
		struct timeframe timeframe;
		if (timeframe_parse(wrong[i], &timeframe))
			fail_msg("taken: %s", wrong[i]);
	}
}

static void beginnings_and_ends(void **state)
{
	(void)state;
	static const struct {
		const char *frame, *time, *start, *next;
	} table[] = {
		{"1Min", "2026-01-30T09:30:59.999999-05:00", "2026-01-30T09:30:00-05:00",
			"2026-01-30T09:31:00-05:00"},
		{"5Min", "2026-01-30T09:34:00-05:00", "2026-01-30T09:30:00-05:00",
			"2026-01-30T09:35:00-05:00"},
		{"7Min", "2026-01-30T23:59:00-05:00", "2026-01-30T23:55:00-05:00",
			"2026-01-31T00:00:00-05:00"},
		{"1Hour", "2026-01-30T09:30:00-05:00", "2026-01-30T09:00:00-05:00",
			"2026-01-30T10:00:00-05:00"},
		{"4Hour", "2026-01-30T09:30:00-05:00", "2026-01-30T08:00:00-05:00",
			"2026-01-30T12:00:00-05:00"},
		{"5Hour", "2026-01-30T23:00:00-05:00", "2026-01-30T20:00:00-05:00",
			"2026-01-31T00:00:00-05:00"},
		/* a night of one hour less */
		{"1Hour", "2024-03-10T03:30:00-04:00", "2024-03-10T03:00:00-04:00",
			"2024-03-10T04:00:00-04:00"},
		{"4Hour", "2024-03-10T04:30:00-04:00", "2024-03-10T00:00:00-05:00",
			"2024-03-10T05:00:00-04:00"},
		{"4Hour", "2024-03-10T23:30:00-04:00", "2024-03-10T21:00:00-04:00",
			"2024-03-11T00:00:00-04:00"},
		/* and of one more */
		{"1Hour", "2024-11-03T01:30:00-04:00", "2024-11-03T01:00:00-04:00",
			"2024-11-03T01:00:00-05:00"},
		{"1Hour", "2024-11-03T01:30:00-05:00", "2024-11-03T01:00:00-05:00",
			"2024-11-03T02:00:00-05:00"},
		{"12Hour", "2024-11-03T23:30:00-05:00", "2024-11-03T23:00:00-05:00",
			"2024-11-04T00:00:00-05:00"},
		{"1Day", "2024-11-03T12:00:00-05:00", "2024-11-03T00:00:00-04:00",
			"2024-11-04T00:00:00-05:00"},
		{"1Day", "2026-01-30T00:00:00-05:00", "2026-01-30T00:00:00-05:00",
			"2026-01-31T00:00:00-05:00"},
		{"1Week", "2024-03-10T12:00:00-04:00", "2024-03-04T00:00:00-05:00",
			"2024-03-11T00:00:00-04:00"},
		{"1Week", "2024-03-11T00:00:00-04:00", "2024-03-11T00:00:00-04:00",
			"2024-03-18T00:00:00-04:00"},
		{"1Week", "1969-12-31T12:00:00-05:00", "1969-12-29T00:00:00-05:00",
			"1970-01-05T00:00:00-05:00"},
		{"1Month", "2024-02-29T12:00:00-05:00", "2024-02-01T00:00:00-05:00",
			"2024-03-01T00:00:00-05:00"},
		{"1Month", "2024-12-31T23:59:59-05:00", "2024-12-01T00:00:00-05:00",
			"2025-01-01T00:00:00-05:00"},
		{"2Month", "2024-02-01T00:00:00-05:00", "2024-01-01T00:00:00-05:00",
			"2024-03-01T00:00:00-05:00"},
		{"3Month", "2024-06-30T23:59:59-04:00", "2024-04-01T00:00:00-04:00",
			"2024-07-01T00:00:00-04:00"},
		{"4Month", "2024-09-01T00:00:00-04:00", "2024-09-01T00:00:00-04:00",
			"2025-01-01T00:00:00-05:00"},
		{"6Month", "2024-07-01T00:00:00-04:00", "2024-07-01T00:00:00-04:00",
			"2025-01-01T00:00:00-05:00"},
		{"12Month", "2024-07-01T00:00:00-04:00", "2024-01-01T00:00:00-05:00",
			"2025-01-01T00:00:00-05:00"},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct timeframe timeframe = frame(table[i].frame);
		int64_t time_us = at(table[i].time);
		if (timeframe_start_us(calendar, timeframe, time_us) !=
				at(table[i].start) ||
			timeframe_next_us(calendar, timeframe, time_us) !=
				at(table[i].next))
			fail_msg("%s at %s", table[i].frame, table[i].time);
	}
}

/* What begins at a bar's start is that bar; where it ends the next one begins. */
static void bars_lie_side_by_side(void **state)
{
	(void)state;
	static const char *const frames[] = {"1Min", "7Min", "30Min", "1Hour", "5Hour",
		"1Day", "1Week", "1Month", "3Month", "12Month"};
	for (size_t i = 0; i < COUNT(frames); i++) {
		struct timeframe timeframe = frame(frames[i]);
		int64_t time_us = at("2024-03-09T00:00:00-05:00");
		time_us = timeframe_start_us(calendar, timeframe, time_us);
		for (int step = 0; step < 3000; step++) {
			int64_t next_us = timeframe_next_us(calendar, timeframe, time_us);
			assert_true(next_us > time_us);
			assert_true(timeframe_start_us(calendar, timeframe, next_us) ==
				    next_us);
			assert_true(timeframe_start_us(
					    calendar, timeframe, next_us - 1) == time_us);
			time_us = next_us;
		}
	}
}

/* SplitMix64, from a fixed seed. */
static uint64_t random_bits(void)
{
	static uint64_t random_state = 20240310;
	uint64_t z = random_state += 0x9e3779b97f4a7c15;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

static int64_t below(int64_t bound)
{
	return (int64_t)(random_bits() % (uint64_t)bound);
}

/* Minutes, with gaps, over the nights on which the clocks change. */
static void fill(struct bar *bars, int64_t time_us)
{
	for (size_t i = 0; i < PARTS; i++) {
		struct bar *bar = &bars[i];
		time_us += (1 + below(3) * below(20)) * MINUTE_US;
		int64_t low = 1 + below(200000000), height = below(1000000);
		*bar = (struct bar){.time_us = time_us,
			.low = {low},
			.high = {low + height},
			.open = {low + below(height + 1)},
			.close = {low + below(height + 1)},
			.vwap = {low + below(height + 1)},
			.volume = below(5) * below(100000),
			.trades = 1 + below(50)};
	}
}

static void check_steps(const char *first, const char *second, const char *from)
{
	static struct bar items[PARTS], again[PARTS];
	struct bars once = {items, PARTS}, twice = {again, PARTS};
	fill(items, at(from));
	memcpy(again, items, sizeof(items));
	assert_true(timeframe_gather(calendar, frame(second), &once) > 1);
	assert_true(timeframe_gather(calendar, frame(first), &twice) > 1);
	assert_true(
		timeframe_gather(calendar, frame(second), &twice) == (int64_t)once.count);
	for (size_t i = 0; i < once.count; i++) {
		const struct bar *a = &items[i], *b = &again[i];
		assert_true(bar_is_sound(a) && bar_is_sound(b));
		assert_true(a->time_us == b->time_us && a->open.e6 == b->open.e6 &&
			    a->high.e6 == b->high.e6 && a->low.e6 == b->low.e6 &&
			    a->close.e6 == b->close.e6 && a->volume == b->volume &&
			    a->trades == b->trades);
		/* Rounded twice, it may be one unit off. */
		assert_in_range(a->vwap.e6 - b->vwap.e6 + 1, 0, 2);
	}
}

static void two_steps_are_one(void **state)
{
	(void)state;
	static const char *const steps[][2] = {{"1Min", "5Min"}, {"5Min", "15Min"},
		{"15Min", "1Hour"}, {"1Hour", "4Hour"}, {"5Min", "1Day"},
		{"1Hour", "1Day"}, {"4Hour", "1Week"}, {"1Day", "1Week"},
		{"1Day", "1Month"}};
	for (size_t i = 0; i < COUNT(steps); i++) {
		check_steps(steps[i][0], steps[i][1], "2024-03-09T20:00:00-05:00");
		check_steps(steps[i][0], steps[i][1], "2024-11-02T20:00:00-04:00");
	}
}

static void gathered(void **state)
{
	(void)state;
	struct bar items[] = {
		{at("2026-01-30T09:31:00-05:00"), {10}, {12}, {9}, {11}, {10}, 100, 2},
		{at("2026-01-30T09:34:00-05:00"), {11}, {13}, {11}, {12}, {12}, 300, 3},
		{at("2026-01-30T09:35:00-05:00"), {12}, {12}, {12}, {12}, {12}, 5, 1},
		{at("2026-02-02T09:30:00-05:00"), {20}, {22}, {20}, {21}, {20}, 7, 1},
	};
	struct bars bars = {items, COUNT(items)}, none = {NULL, 0};
	assert_true(timeframe_gather(calendar, frame("1Hour"), &none) == 0);
	assert_true(timeframe_gather(calendar, frame("5Min"), &bars) == 3);
	assert_int_equal(bars.count, 3);
	assert_true(items[0].time_us == at("2026-01-30T09:30:00-05:00"));
	assert_true(items[0].open.e6 == 10 && items[0].high.e6 == 13);
	assert_true(items[0].low.e6 == 9 && items[0].close.e6 == 12);
	assert_true(items[0].vwap.e6 == 12); /* 11.5, to the even one */
	assert_true(items[0].volume == 400 && items[0].trades == 5);
	assert_true(items[1].volume == 5 && items[2].volume == 7);
	assert_true(timeframe_gather(calendar, frame("1Month"), &bars) == 2);
	assert_true(items[0].time_us == at("2026-01-01T00:00:00-05:00"));
	items[1].volume = INT64_MAX;
	assert_true(timeframe_gather(calendar, frame("12Month"), &bars) == -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts),
		cmocka_unit_test(beginnings_and_ends),
		cmocka_unit_test(bars_lie_side_by_side),
		cmocka_unit_test(two_steps_are_one),
		cmocka_unit_test(gathered),
	};
	return cmocka_run_group_tests_name("market/timeframe", tests, start, NULL);
}
