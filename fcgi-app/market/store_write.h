/*
 * Puts bars into the database, into the chunks that are there: a bar takes the place
 * of the one that begins at the same time. Belongs to the transaction that it is given
 * and holds, until that ends, the turn of its source.
 */
#ifndef MARKET_STORE_WRITE_H
#define MARKET_STORE_WRITE_H

#include "market/bar.h"
#include "market/source.h"

struct transaction;

struct store_target {
	struct transaction *transaction;
	const struct calendar *calendar;
	enum source source;
	const char *symbol;
	struct timeframe timeframe;
};

struct store_written {
	int64_t added;
	int64_t replaced; /* by another bar of the same time */
	int64_t same;     /* were there already */
};

/* Stores sound bars, their times rising, and adds to `written`. -1, logged, when that
 * fails or they are not so; the transaction is to be dropped then. */
int store_write(const struct store_target *target, const struct bar *bars, size_t count,
	struct store_written *written) __attribute__((warn_unused_result));

#endif
