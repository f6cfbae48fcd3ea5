/* Bars are put in order whether they fit into memory or not, as often as is asked. */
#include "market/bar_sort.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "../money/random.h"

enum { ROUNDS = 60, MOST = 3000 };

static struct bar_sort_item items[MOST];

static int compare(const void *left, const void *right)
{
	const struct bar_sort_item *a = left, *b = right;
	if (a->symbol != b->symbol)
		return a->symbol < b->symbol ? -1 : 1;
	if (a->bar.time_us != b->bar.time_us)
		return a->bar.time_us < b->bar.time_us ? -1 : 1;
	if (a->file != b->file)
		return a->file < b->file ? -1 : 1;
	return a->line < b->line ? -1 : a->line > b->line;
}

static void assert_order(struct bar_sort *sort, size_t count)
{
	const struct bar_sort_item *item;
	assert_int_equal(bar_sort_rewind(sort), 0);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(bar_sort_next(sort, &item), 1);
		assert_memory_equal(item, &items[i], sizeof(*item));
	}
	assert_int_equal(bar_sort_next(sort, &item), 0);
	assert_int_equal(bar_sort_next(sort, &item), 0);
}

static void any_number_in_any_order(void **state)
{
	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		size_t count = random_below(MOST);
		bool sorted = random_below(3) == 0;
		struct bar_sort *sort =
			bar_sort_new(1 + random_below(round % 2 ? 40 : 4000));
		assert_non_null(sort);
		for (size_t i = 0; i < count; i++)
			items[i] = (struct bar_sort_item){
				.bar = {.time_us = random_below(500),
					.volume = (int64_t)random_bits()},
				.line = (int64_t)i,
				.symbol = (int32_t)random_below(5),
				.file = (int32_t)random_below(2)};
		if (sorted)
			qsort(items, count, sizeof(*items), compare);
		for (size_t i = 0; i < count; i++)
			assert_int_equal(bar_sort_add(sort, &items[i]), 0);
		qsort(items, count, sizeof(*items), compare);
		assert_int_equal(bar_sort_count(sort), count);
		assert_order(sort, count);
		assert_order(sort, count);
		bar_sort_free(sort);
	}
}

static void rewound_in_the_middle(void **state)
{
	(void)state;
	const struct bar_sort_item *item;
	struct bar_sort *sort = bar_sort_new(3);
	for (int i = 0; i < 10; i++) {
		items[i] = (struct bar_sort_item){.line = i};
		assert_int_equal(bar_sort_add(sort, &items[i]), 0);
	}
	assert_int_equal(bar_sort_rewind(sort), 0);
	for (int i = 0; i < 5; i++)
		assert_int_equal(bar_sort_next(sort, &item), 1);
	assert_order(sort, 10);
	assert_int_equal(bar_sort_add(sort, &items[0]), -1);
	bar_sort_free(sort);
	bar_sort_free(NULL);
}

static void no_room_for_the_file_is_told(void **state)
{
	(void)state;
	struct bar_sort *sort = bar_sort_new(1);
	setenv("TMPDIR", "/nonexistent", 1);
	assert_int_equal(bar_sort_add(sort, &items[0]), 0);
	assert_int_equal(bar_sort_add(sort, &items[0]), -1);
	unsetenv("TMPDIR");
	bar_sort_free(sort);
}

int main(void)
{
	random_choose_seed();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(any_number_in_any_order, random_restart),
		cmocka_unit_test(rewound_in_the_middle),
		cmocka_unit_test(no_room_for_the_file_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
