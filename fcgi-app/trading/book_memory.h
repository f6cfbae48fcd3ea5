/*
 * What a process has read of accounts of late, for who only reads: as long as an
 * account's row is the one that was read with it, so is everything else. Whatever changes
 * an account writes its row in the same transaction, and each reading asks the database
 * anew, as the user, which row that is: nobody is told of an account that is none of
 * theirs, nor of one as it no longer stands.
 */
#ifndef TRADING_BOOK_MEMORY_H
#define TRADING_BOOK_MEMORY_H

#include "trading/book.h"

/* Fills the book, but for prices, when the account is known as it stands: `found`. What
 * it is filled with lives as long as its arena, and is not to be changed. */
enum book_fault book_memory_recall(struct book *book, const char *account_id,
	bool with_lots, bool *found) __attribute__((warn_unused_result));

/* Keeps a book that was just read, when there is room, before it is priced: with the
 * version of the account's row, and the rows of its open orders. */
void book_memory_keep(const struct book *book, const char *version, bool with_lots,
	const struct rows *orders);

#endif
