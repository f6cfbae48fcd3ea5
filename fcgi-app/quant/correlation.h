/*
 * How alike prices move: Pearson's correlation of logarithmic returns.
 */
#ifndef QUANT_CORRELATION_H
#define QUANT_CORRELATION_H

#include <stddef.h>
#include <stdint.h>

enum { CORRELATION_SERIES = 20, CORRELATION_CLOSES = 2000 };

/* Of series that never move. */
#define CORRELATION_NONE INT64_MIN

/* Correlations of `series` rows of `count` closes each, all above 0 and taken at the
 * same instants: matrix_e6[i * series + j] is that of i and j in millionths, within
 * [-1000000, 1000000], or CORRELATION_NONE. At most CORRELATION_SERIES series and
 * CORRELATION_CLOSES closes; fewer than three closes correlate with nothing. */
void correlation_of(
	const int64_t *const *closes_e6, size_t series, size_t count, int64_t *matrix_e6);

#endif
