#include "trading/lot_book.h"

#include "base/arena.h"
#include "base/json_write.h"
#include "base/log.h"
#include "trading/amount.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int make_book(
	struct arena *arena, const char *symbol, size_t room, struct lot_book *book)
{
	*book = (struct lot_book){.fact_limit = room, .lots = {.limit = room}};
	book->facts = arena_alloc(arena, (room + 1) * sizeof(*book->facts));
	book->lots.items = arena_alloc(arena, (room + 1) * sizeof(*book->lots.items));
	snprintf(book->symbol, sizeof(book->symbol), "%s", symbol);
	return book->facts == NULL || book->lots.items == NULL ? -1 : 0;
}

static bool take_row(const struct rows *rows, int row, struct lot_book *book)
{
	struct lot *lot = &book->lots.items[book->lots.count++];
	struct lot_fact *fact = &book->facts[book->fact_count++];
	*fact = (struct lot_fact){.number = rows_integer(rows, row, "number")};
	fact->opened_us = rows_integer(rows, row, "opened_us");
	fact->fill_id = rows_text(rows, row, "fill_id");
	lot->number = fact->number;
	lot->opened_us = fact->opened_us;
	return amount_quantity(rows, row, "quantity", &fact->quantity) &&
	       amount_quantity(rows, row, "remaining", &lot->quantity) &&
	       amount_money(rows, row, "cost", &lot->cost);
}

/* Which of the symbols that is, sought from `from` on: rows come by symbols, and these
 * most often in the same order. */
static size_t place_of(
	const char *symbol, const char *const *symbols, size_t count, size_t from)
{
	for (size_t i = 0; i < count; i++) {
		size_t place = from + i < count ? from + i : from + i - count;
		if (strcmp(symbols[place], symbol) == 0)
			return place;
	}
	return count;
}

/* For each row the place of its symbol; and how many there are of each. */
static void sort_rows(const struct rows *rows, const char *const *symbols, size_t count,
	size_t *row_places, size_t *counts)
{
	size_t place = 0;
	for (int row = 0; row < rows->count; row++) {
		const char *symbol = rows_text(rows, row, "symbol");
		place = place_of(symbol, symbols, count, place < count ? place : 0);
		row_places[row] = place;
		counts[place]++;
	}
}

static int make_books(struct arena *arena, const char *const *symbols,
	const size_t *counts, size_t symbol_count, size_t more, struct lot_books *books)
{
	for (size_t i = 0; i < symbol_count; i++)
		if (make_book(arena, symbols[i], counts[i] + more,
			    &books->items[books->count++]) != 0)
			return -1;
	return 0;
}

int lot_book_read(struct arena *arena, const struct rows *rows,
	const char *const *symbols, size_t symbol_count, size_t more,
	struct lot_books *books)
{
	size_t *row_places =
		arena_alloc(arena, ((size_t)rows->count + 1) * sizeof(*row_places));
	size_t *counts = arena_alloc(arena, (symbol_count + 1) * sizeof(*counts));
	books->count = 0;
	books->items = arena_alloc(arena, (symbol_count + 1) * sizeof(*books->items));
	if (books->items == NULL || row_places == NULL || counts == NULL)
		return -1;
	sort_rows(rows, symbols, symbol_count, row_places, counts);
	if (make_books(arena, symbols, counts, symbol_count, more, books) != 0)
		return -1;
	for (int row = 0; row < rows->count; row++)
		if (row_places[row] < symbol_count &&
			!take_row(rows, row, &books->items[row_places[row]])) {
			LOG(LOG_ERROR, "a lot in the database is none");
			return -1;
		}
	return 0;
}

struct lot_book *lot_book_find(const struct lot_books *books, const char *symbol)
{
	return lot_book_near(books, symbol, 0);
}

struct lot_book *lot_book_near(
	const struct lot_books *books, const char *symbol, size_t place)
{
	for (size_t i = 0; i < books->count; i++) {
		struct lot_book *book = &books->items[(place + i) % books->count];
		if (strcmp(book->symbol, symbol) == 0)
			return book;
	}
	return NULL;
}

static int by_number(const void *key, const void *item)
{
	const struct lot_fact *fact = item;
	int64_t number = *(const int64_t *)key;
	return (number > fact->number) - (number < fact->number);
}

struct lot_fact *lot_book_fact(const struct lot_book *book, int64_t number)
{
	return bsearch(
		&number, book->facts, book->fact_count, sizeof(*book->facts), by_number);
}

static bool opens(const struct lot_book *book, enum terms_side side)
{
	return book->lots.count == 0 ||
	       (quantity_sign(book->lots.items[0].quantity) > 0) == (side == TERMS_BUY);
}

enum lot_result lot_book_fill(struct lot_book *book, enum lot_method method,
	const struct lot_fill *fill, const char *fill_id, struct lot_closings *closings)
{
	if (opens(book, fill->side) && book->fact_count == book->fact_limit)
		return LOT_FULL;
	enum lot_result result = lot_rules_fill(&book->lots, method, fill, closings);
	if (result != LOT_OK)
		return result;
	for (size_t i = 0; i < closings->count; i++)
		lot_book_fact(book, closings->items[i].number)->changed = true;
	if (closings->count > 0)
		return LOT_OK;
	const struct lot *opened = &book->lots.items[book->lots.count - 1];
	assert(opened->number == fill->number);
	book->facts[book->fact_count++] = (struct lot_fact){.number = fill->number,
		.fill_id = fill_id,
		.quantity = opened->quantity,
		.opened_us = opened->opened_us,
		.changed = true};
	return LOT_OK;
}

/* Lots and facts both stand in the order of their numbers; of a lot that is closed only
 * the fact is left. */
void lot_book_write(struct json_writer *json, const struct lot_book *book)
{
	size_t next = 0;
	for (size_t i = 0; i < book->fact_count; i++) {
		const struct lot_fact *fact = &book->facts[i];
		const struct lot *lot = NULL;
		if (next < book->lots.count &&
			book->lots.items[next].number == fact->number)
			lot = &book->lots.items[next++];
		if (!fact->changed)
			continue;
		json_write_object(json);
		json_write_pair_integer(json, "number", fact->number);
		json_write_pair(json, "symbol", book->symbol);
		json_write_pair_integer(json, "opened_us", fact->opened_us);
		json_write_pair(json, "fill_id", fact->fill_id);
		json_write_pair_decimal(
			json, "quantity", fact->quantity.e9, QUANTITY_SCALE);
		json_write_pair_decimal(json, "remaining",
			lot == NULL ? 0 : lot->quantity.e9, QUANTITY_SCALE);
		json_write_pair_decimal(
			json, "cost", lot == NULL ? 0 : lot->cost.e6, MONEY_SCALE);
		json_write_object_end(json);
	}
}
