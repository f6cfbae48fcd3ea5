/*
 * The record of each provider's line, in shared memory, so that the market daemon and
 * the slow workers count together. Whoever changes one holds a lock of the file
 * system, which ends with its holder.
 */
#ifndef MARKET_LINE_BOOK_H
#define MARKET_LINE_BOOK_H

#include "market/line_rules.h"
#include "market/source.h"

/* Maps it; call before forking. -1, logged, without shared memory. */
int line_book_open(const char *directory) __attribute__((warn_unused_result));

/* The calls that settings allow a source. */
struct line_limits line_book_limits(enum source source);

/* line_rules_take and line_rules_settle on the source's record. */
struct line_verdict line_book_take(enum source source, int64_t now_us);
void line_book_settle(
	enum source source, const struct line_result *result, int64_t now_us);

/* A copy of the record as it is now. */
void line_book_read(enum source source, struct line_record *record);

#endif
