/*
 * Bars in the database: what there is. Reading and writing them is store_read.h and
 * store_write.h.
 *
 * A series is the bars of one length of a symbol from one source. It is kept in
 * chunks: minutes by the day, longer ones within a day by the month, days and longer
 * by the year, as New York counts them.
 */
#ifndef MARKET_STORE_H
#define MARKET_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "market/source.h"
#include "market/timeframe.h"

struct arena;
struct transaction;

enum { STORE_SYMBOL_SIZE = 24, STORE_SERIES = 64 };

struct store_series {
	char symbol[STORE_SYMBOL_SIZE];
	struct timeframe timeframe;
	int64_t first_us; /* when its first bar begins, and its last */
	int64_t last_us;
	int64_t count;
	int64_t updated_us; /* when it was last written, on the wall clock */
};

/* All bars of a source together. */
struct store_span {
	int64_t first_us;
	int64_t changed_us; /* when any was last written; 0: there are none */
};

/* The day that a chunk is kept under. */
int32_t store_chunk_day(
	const struct calendar *calendar, struct timeframe timeframe, int64_t time_us);

/* Can bars of `asked` be made of bars of `stored`? */
bool store_divides(struct timeframe stored, struct timeframe asked);

/* The series of a symbol; at most STORE_SERIES. Their number, -1 when the database
 * fails. */
int store_series(struct transaction *transaction, enum source source, const char *symbol,
	struct store_series series[STORE_SERIES]) __attribute__((warn_unused_result));

/* What is stored of a source, by symbol and then length, of the symbols after `after`;
 * their number, -1 when the database fails. */
int64_t store_coverage(struct transaction *transaction, struct arena *arena,
	enum source source, const char *after, size_t limit, struct store_series **series)
	__attribute__((warn_unused_result));

int store_span(struct transaction *transaction, enum source source,
	struct store_span *span) __attribute__((warn_unused_result));

#endif
