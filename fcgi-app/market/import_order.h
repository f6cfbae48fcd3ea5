/*
 * Whether lines, once they are in order, are bars of their length, each of a time of
 * its own.
 */
#ifndef MARKET_IMPORT_ORDER_H
#define MARKET_IMPORT_ORDER_H

#include "market/bar_sort.h"

enum import_verdict {
	IMPORT_GOOD,
	IMPORT_MISPLACED, /* where no bar of that length begins */
	IMPORT_REPEATED   /* one before has its time */
};

/* The last good line. */
struct import_order {
	const struct calendar *calendar;
	struct timeframe timeframe;
	int32_t symbol;
	int32_t file;
	int64_t line;
	int64_t time_us;
};

struct import_order import_order_begin(
	const struct calendar *calendar, struct timeframe timeframe);

/* Judges the next line. A good one's bar begins where bars of its length do: weeks and
 * months may be dated anywhere within. */
enum import_verdict import_order_judge(
	struct import_order *order, const struct bar_sort_item *item, struct bar *bar);

/* Is the exchange closed on a day? Beyond the calendar, only on weekends. */
bool import_order_is_closed(const struct calendar *calendar, int32_t day);

#endif
