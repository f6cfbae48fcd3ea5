/* bar_*: which bars are sound, what two make together, and averages. */
#include "market/bar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

/* Prices in whole units of 10^-6. */
static struct bar bar(int64_t open, int64_t high, int64_t low, int64_t close,
	int64_t vwap, int64_t volume, int64_t trades)
{
	return (struct bar){
		.open = {open},
		.high = {high},
		.low = {low},
		.close = {close},
		.vwap = {vwap},
		.volume = volume,
		.trades = trades,
	};
}

static void sound(void **state)
{
	(void)state;
	const struct {
		struct bar bar;
		bool sound;
	} table[] = {
		{bar(10, 12, 9, 11, 10, 100, 3), true},
		{bar(10, 10, 10, 10, 10, 0, 0), true},
		{bar(10, 12, 9, 11, 0, 100, 0), true},
		{bar(9, 12, 9, 12, 12, 1, 1), true},
		{bar(8, 12, 9, 11, 10, 100, 3), false},
		{bar(13, 12, 9, 11, 10, 100, 3), false},
		{bar(10, 12, 9, 8, 10, 100, 3), false},
		{bar(10, 12, 9, 13, 10, 100, 3), false},
		{bar(10, 12, 9, 11, 8, 100, 3), false},
		{bar(10, 12, 9, 11, 13, 100, 3), false},
		{bar(10, 12, 0, 11, 10, 100, 3), false},
		{bar(-1, -1, -1, -1, -1, 100, 3), false},
		{bar(10, 12, 9, 11, 10, -1, 3), false},
		{bar(10, 12, 9, 11, 10, 100, -1), false},
		{bar(0, 0, 0, 0, 0, 0, 0), false},
	};
	for (size_t i = 0; i < COUNT(table); i++)
		assert_int_equal(bar_is_sound(&table[i].bar), table[i].sound);
}

static void check_same(const struct bar *got, const struct bar *expected)
{
	assert_true(got->open.e6 == expected->open.e6);
	assert_true(got->high.e6 == expected->high.e6);
	assert_true(got->low.e6 == expected->low.e6);
	assert_true(got->close.e6 == expected->close.e6);
	assert_true(got->vwap.e6 == expected->vwap.e6);
	assert_true(got->volume == expected->volume);
	assert_true(got->trades == expected->trades);
}

static void joined(void **state)
{
	(void)state;
	const struct {
		struct bar first, next, both;
	} table[] = {
		{bar(10, 12, 9, 11, 10, 100, 3), bar(11, 15, 10, 14, 12, 100, 4),
			bar(10, 15, 9, 14, 11, 200, 7)},
		{bar(10, 12, 5, 11, 10, 300, 3), bar(11, 11, 10, 10, 14, 100, 4),
			bar(10, 12, 5, 10, 11, 400, 7)},
		/* ties to even: 10.5 and 11.5 */
		{bar(9, 9, 9, 9, 10, 1, 1), bar(9, 9, 9, 9, 11, 1, 1),
			bar(9, 9, 9, 9, 10, 2, 2)},
		{bar(9, 9, 9, 9, 11, 1, 1), bar(9, 9, 9, 9, 12, 1, 1),
			bar(9, 9, 9, 9, 12, 2, 2)},
		/* what one does not know */
		{bar(9, 9, 9, 9, 0, 1, 1), bar(9, 9, 9, 9, 9, 1, 0),
			bar(9, 9, 9, 9, 0, 2, 0)},
		/* nothing traded is no gap in knowledge */
		{bar(9, 9, 9, 9, 0, 0, 0), bar(9, 9, 9, 9, 9, 5, 2),
			bar(9, 9, 9, 9, 9, 5, 2)},
		{bar(9, 9, 9, 9, 0, 0, 0), bar(9, 9, 9, 9, 0, 0, 0),
			bar(9, 9, 9, 9, 0, 0, 0)},
		/* sums beyond 64 bits on the way */
		{bar(1, INT64_MAX, 1, 1, INT64_MAX, INT64_MAX / 2, 1),
			bar(1, 1, 1, 1, INT64_MAX, INT64_MAX / 2, 1),
			bar(1, INT64_MAX, 1, 1, INT64_MAX, INT64_MAX - 1, 2)},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct bar both = table[i].first;
		assert_true(bar_join(&both, &table[i].next));
		check_same(&both, &table[i].both);
	}
}

static void sums_that_overflow(void **state)
{
	(void)state;
	const struct bar huge = bar(1, 1, 1, 1, 1, INT64_MAX, 1),
			 one = bar(2, 2, 2, 2, 2, 1, INT64_MAX);
	struct bar both = huge;
	assert_false(bar_join(&both, &one));
	check_same(&both, &huge);
	both = one;
	struct bar many = one;
	many.volume = 0;
	assert_false(bar_join(&both, &many));
	check_same(&both, &one);
}

static void averages(void **state)
{
	(void)state;
	const struct bar parts[] = {bar(1, 1, 1, 1, 1, 1, 1), bar(1, 1, 1, 1, 2, 1, 1),
		bar(1, 1, 1, 1, 1, 1, 1), bar(1, 1, 1, 1, 0, 3, 1)};
	assert_true(bar_average(parts, 0).e6 == 0);
	assert_true(bar_average(parts, 1).e6 == 1);
	assert_true(bar_average(parts, 2).e6 == 2);
	/* Joined two by two, and rounded twice, they would make 2. */
	assert_true(bar_average(parts, 3).e6 == 1);
	assert_true(bar_average(parts, 4).e6 == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sound),
		cmocka_unit_test(joined),
		cmocka_unit_test(sums_that_overflow),
		cmocka_unit_test(averages),
	};
	return cmocka_run_group_tests_name("market/bar", tests, NULL, NULL);
}
