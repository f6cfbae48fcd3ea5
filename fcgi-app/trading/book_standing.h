/*
 * What stands against an order: the kill switch, limits a day, an id that is taken, a
 * reply that was given already.
 */
#ifndef TRADING_BOOK_STANDING_H
#define TRADING_BOOK_STANDING_H

#include "trading/book.h"

int book_standing_queue(struct transaction *transaction, const struct book_query *query)
	__attribute__((warn_unused_result));

/* Takes it into the book; -1 when there is no memory. */
int book_standing_take(const struct rows *rows, struct book *book)
	__attribute__((warn_unused_result));

#endif
