/*
 * Puts any number of bars in order, by symbol, time and line, in bounded memory: runs
 * that are full are sorted and written to a file without a name, and read back side
 * by side.
 */
#ifndef MARKET_BAR_SORT_H
#define MARKET_BAR_SORT_H

#include "market/bar.h"

/* BAR_SORT_RUN is how many are sorted at once. */
enum { BAR_SORT_RUN = 131072, BAR_SORT_RUNS = 2048 };

struct bar_sort_item {
	struct bar bar;
	int64_t line;
	int32_t symbol; /* a number that the caller gives */
	int32_t file;
};

struct bar_sort;

/* `run` of them fit into memory at once; NULL when there is no memory. */
struct bar_sort *bar_sort_new(size_t run);

/* Adds one. -1, logged, when it can be kept nowhere; no more are taken once they
 * were rewound. */
int bar_sort_add(struct bar_sort *sort, const struct bar_sort_item *item)
	__attribute__((warn_unused_result));

/* From the first one on, again and again. -1, logged, when they cannot be read. */
int bar_sort_rewind(struct bar_sort *sort) __attribute__((warn_unused_result));

/* The next one, good until the next call: 1, 0 when there are no more, -1, logged,
 * when it cannot be read. */
int bar_sort_next(struct bar_sort *sort, const struct bar_sort_item **item)
	__attribute__((warn_unused_result));

int64_t bar_sort_count(const struct bar_sort *sort);

void bar_sort_free(struct bar_sort *sort);

#endif
