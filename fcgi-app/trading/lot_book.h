/*
 * The tax lots of an account as one transaction sees them: those of a symbol, with
 * what the rules do not look at, and which of them have changed.
 */
#ifndef TRADING_LOT_BOOK_H
#define TRADING_LOT_BOOK_H

#include "db/rows.h"
#include "trading/lot_rules.h"

struct arena;
struct json_writer;

/* What the rules do not need of a lot. */
struct lot_fact {
	int64_t number;
	const char *fill_id;      /* NULL: it came by no fill */
	struct quantity quantity; /* as it was opened */
	int64_t opened_us;
	bool changed; /* and is to be written */
};

struct lot_book {
	char symbol[TERMS_SYMBOL_SIZE];
	struct lots lots;
	struct lot_fact *facts; /* by their numbers */
	size_t fact_count;
	size_t fact_limit;
};

struct lot_books {
	struct lot_book *items;
	size_t count;
};

/* The rows of trading/lots, a book for each of the symbols, with room for `more` lots in
 * each. -1, logged, when a row is none, or there is no memory. */
int lot_book_read(struct arena *arena, const struct rows *rows,
	const char *const *symbols, size_t symbol_count, size_t more,
	struct lot_books *books) __attribute__((warn_unused_result));

/* The book of a symbol; NULL when it was not read. */
struct lot_book *lot_book_find(const struct lot_books *books, const char *symbol);

/* The same, sought first where it is likely to be. */
struct lot_book *lot_book_near(
	const struct lot_books *books, const char *symbol, size_t place);

/* What is known of a lot. */
struct lot_fact *lot_book_fact(const struct lot_book *book, int64_t number);

/* Lets a fill act, whose number is above those of all lots. */
__attribute__((warn_unused_result)) enum lot_result lot_book_fill(struct lot_book *book,
	enum lot_method method, const struct lot_fill *fill, const char *fill_id,
	struct lot_closings *closings);

/* The lots that changed, as items of an array for trading/put_lots. */
void lot_book_write(struct json_writer *json, const struct lot_book *book);

#endif
