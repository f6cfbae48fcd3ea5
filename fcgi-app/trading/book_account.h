/*
 * An account's own row, as trading/lock_account and accounts/find give it.
 */
#ifndef TRADING_BOOK_ACCOUNT_H
#define TRADING_BOOK_ACCOUNT_H

#include "trading/book.h"

/* Takes it into the book. False when it holds what no account can. */
bool book_account_take(const struct rows *rows, struct book *book)
	__attribute__((warn_unused_result));

#endif
