#include "quant/correlation.h"

#include <assert.h>
#include <math.h>

/* Returns less their mean, and the root of their squares' sum. */
struct moves {
	double values[CORRELATION_CLOSES];
	double length;
};

static void take_moves(const int64_t *closes_e6, size_t count, struct moves *moves)
{
	double mean = 0;
	double squares = 0;
	for (size_t i = 1; i < count; i++) {
		moves->values[i - 1] =
			log((double)closes_e6[i] / (double)closes_e6[i - 1]);
		mean += moves->values[i - 1] / (double)(count - 1);
	}
	for (size_t i = 0; i + 1 < count; i++) {
		moves->values[i] -= mean;
		squares += moves->values[i] * moves->values[i];
	}
	moves->length = sqrt(squares);
}

static int64_t correlate(const struct moves *a, const struct moves *b, size_t count)
{
	/* Less than this is what rounding leaves of a series that never moves. */
	const double least = 1e-12;
	double product = 0;
	if (a->length < least || b->length < least)
		return CORRELATION_NONE;
	for (size_t i = 0; i + 1 < count; i++)
		product += a->values[i] * b->values[i];
	double correlation = product / a->length / b->length;
	return llround(fmax(-1, fmin(1, correlation)) * 1e6);
}

void correlation_of(
	const int64_t *const *closes_e6, size_t series, size_t count, int64_t *matrix_e6)
{
	static struct moves moves[CORRELATION_SERIES];
	assert(series <= CORRELATION_SERIES && count <= CORRELATION_CLOSES);
	for (size_t i = 0; i < series; i++)
		take_moves(closes_e6[i], count, &moves[i]);
	for (size_t i = 0; i < series; i++)
		for (size_t j = 0; j < series; j++)
			matrix_e6[i * series + j] =
				count < 3 ? CORRELATION_NONE
					  : correlate(&moves[i], &moves[j], count);
}
