/* Inside a bar: it opens, turns and closes exactly, and its parts add up to it. */
#include "market/bar_walk.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "../money/random.h"

enum { ROUNDS = 2000, STEPS = 60 };

static const int64_t SECOND_US = 1000000;
static const struct timeframe minute = {TIMEFRAME_MINUTE, 1};
static const struct timeframe day = {TIMEFRAME_DAY, 1};

static const struct calendar *calendar;

static struct bar random_bar(void)
{
	int64_t low = 10000 * (1 + (int64_t)random_below(50000));
	int64_t height = 10000 * (int64_t)random_below(500);
	uint64_t steps = (uint64_t)height + 1;
	int64_t open = low + (int64_t)(random_bits() % steps);
	int64_t close = low + (int64_t)(random_bits() % steps);
	return (struct bar){
		.time_us = 1704205800 * SECOND_US + 60 * SECOND_US * random_below(1000),
		.open = {open},
		.high = {low + height},
		.low = {low},
		.close = {close},
		.volume = random_below(100000),
		.trades = random_below(500)};
}

static void a_walk_stays_within_and_meets_all_four_prices(void **state)
{
	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		struct bar bar = random_bar(), whole;
		int64_t begin_us = bar.time_us, end_us = begin_us + 60 * SECOND_US;
		for (int step = 0; step <= STEPS; step++) {
			int64_t price = bar_walk_price(
				&bar, begin_us, end_us, begin_us + step * SECOND_US)
						.e6;
			assert_in_range(price, bar.low.e6, bar.high.e6);
		}
		assert_int_equal(
			bar_walk_price(&bar, begin_us, end_us, begin_us).e6, bar.open.e6);
		assert_int_equal(
			bar_walk_price(&bar, begin_us, end_us, end_us).e6, bar.close.e6);
		bar_walk_part(&bar, begin_us, end_us, begin_us, end_us, &whole);
		assert_memory_equal(&whole, &bar, sizeof(bar));
	}
}

static void parts_add_up(void **state)
{
	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		struct bar bar = random_bar(), sum = {0}, part;
		int64_t begin_us = bar.time_us, end_us = begin_us + 60 * SECOND_US;
		int64_t at_us = begin_us;
		while (at_us < end_us) {
			int64_t next_us = at_us + 1 + random_below(20 * 1000000);
			bar_walk_part(&bar, begin_us, end_us, at_us, next_us, &part);
			assert_int_equal(part.time_us, at_us);
			assert_true(bar_is_sound(&part));
			if (at_us == begin_us)
				sum = part;
			else
				assert_true(bar_join(&sum, &part));
			at_us = next_us;
		}
		sum.vwap.e6 = 0;
		sum.trades = bar.trades; /* a part without any makes them unknown */
		assert_memory_equal(&sum, &bar, sizeof(bar));
	}
}

/* What is later than the clock shows in nothing: the same bar as far as it is known,
 * with another end, would be a different walk, so it is the past that is compared. */
static void a_cut_bar_grows_and_never_shrinks(void **state)
{
	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		struct bar bar = random_bar(), before = {0};
		for (int step = 0; step <= STEPS; step++) {
			struct bar cut = bar;
			assert_true(bar_walk_cut(
				calendar, minute, &cut, bar.time_us + step * SECOND_US));
			assert_int_equal(cut.time_us, bar.time_us);
			assert_int_equal(cut.open.e6, bar.open.e6);
			assert_true(bar_is_sound(&cut));
			if (step > 0) {
				assert_true(cut.high.e6 >= before.high.e6);
				assert_true(cut.low.e6 <= before.low.e6);
				assert_true(cut.volume >= before.volume);
			}
			before = cut;
		}
		assert_memory_equal(&before, &bar, sizeof(bar));
		assert_false(bar_walk_cut(calendar, minute, &before, bar.time_us - 1));
	}
}

static void a_day_walks_within_its_session(void **state)
{
	(void)state;
	int64_t begin_us, end_us;
	int32_t on;
	bool parsed = calendar_parse_day("2024-07-03", &on); /* a half day */
	assert_true(parsed);
	struct bar bar = random_bar(), cut;
	bar.time_us = calendar_midnight_us(calendar, on);
	bar_walk_span(calendar, day, &bar, &begin_us, &end_us);
	assert_int_equal(begin_us, calendar_at_us(calendar, on, 34200));
	assert_int_equal(end_us, calendar_at_us(calendar, on, 46800));
	cut = bar;
	assert_false(bar_walk_cut(calendar, day, &cut, begin_us - 1));
	assert_true(bar_walk_cut(calendar, day, &cut, end_us));
	assert_memory_equal(&cut, &bar, sizeof(bar));
}

static int load(void **state)
{
	(void)state;
	calendar = calendar_load(CALENDAR_NYSE);
	return calendar == NULL ? -1 : 0;
}

int main(void)
{
	random_choose_seed();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(
			a_walk_stays_within_and_meets_all_four_prices, random_restart),
		cmocka_unit_test_setup(parts_add_up, random_restart),
		cmocka_unit_test_setup(a_cut_bar_grows_and_never_shrinks, random_restart),
		cmocka_unit_test_setup(a_day_walks_within_its_session, random_restart),
	};
	return cmocka_run_group_tests(tests, load, NULL);
}
