#include "trading/book_memory.h"

#include "base/arena.h"
#include "db/connection.h"
#include "db/transaction.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	PLACES = 64,
	BYTES_MOST = 1024 * 1024, /* of all that is kept */
	BYTES_EACH = 64 * 1024,
	ID_SIZE = 37,
	NUMBER_SIZE = 16,
	NAME_SIZE = 512,
	VERSION_SIZE = 48
};

struct kept {
	char account_id[ID_SIZE];
	char account_number[NUMBER_SIZE];
	char name[NAME_SIZE];
	char version[VERSION_SIZE]; /* of the account's row */
	uint64_t connection;        /* another one may lead to another past */
	uint64_t used;
	size_t bytes;
	size_t readers; /* books that were filled with it */
	bool dropped;
	bool has_lots;
	struct book book;
	struct lot_book *lot_books; /* one for each holding; their lots */
	struct lot *lots;
	PGresult *orders; /* NULL: none is open */
};

static struct kept *places[PLACES];
static size_t bytes_kept;
static uint64_t turn;

static void give_back(struct kept *kept)
{
	PQclear(kept->orders);
	free(kept->book.holdings);
	free(kept->lot_books);
	free(kept->lots);
	free(kept);
}

static void drop(struct kept **place)
{
	struct kept *kept = *place;
	*place = NULL;
	bytes_kept -= kept->bytes;
	kept->dropped = true;
	if (kept->readers == 0)
		give_back(kept);
}

static void end_reading(void *what)
{
	struct kept *kept = what;
	kept->readers--;
	if (kept->dropped && kept->readers == 0)
		give_back(kept);
}

static struct kept **place_of(const char *account_id)
{
	for (size_t i = 0; i < PLACES; i++)
		if (places[i] != NULL && strcmp(places[i]->account_id, account_id) == 0)
			return &places[i];
	return NULL;
}

static struct kept **free_place(void)
{
	for (size_t i = 0; i < PLACES; i++)
		if (places[i] == NULL)
			return &places[i];
	return NULL;
}

/* The one that nobody has asked for the longest. */
static struct kept **oldest(void)
{
	struct kept **found = NULL;
	for (size_t i = 0; i < PLACES; i++)
		if (places[i] != NULL &&
			(found == NULL || places[i]->used < (*found)->used))
			found = &places[i];
	return found;
}

static struct kept **room_for(size_t bytes)
{
	struct kept **place;
	while ((place = free_place()) == NULL || bytes_kept + bytes > BYTES_MOST)
		drop(oldest());
	return place;
}

static size_t lot_count(const struct lot_books *books)
{
	size_t count = 0;
	for (size_t i = 0; i < books->count; i++)
		count += books->items[i].lots.count;
	return count;
}

static size_t size_of(const struct book *book, const struct rows *orders, size_t *lots)
{
	*lots = lot_count(&book->lots);
	return sizeof(struct kept) + book->holding_count * sizeof(*book->holdings) +
	       book->lots.count * sizeof(*book->lots.items) + *lots * sizeof(struct lot) +
	       (orders->count == 0 ? 0 : PQresultMemorySize(orders->result));
}

/* What is only read needs no facts of its lots. */
static void copy_lots(struct kept *kept, const struct lot_books *books)
{
	struct lot *next = kept->lots;
	for (size_t i = 0; i < books->count; i++) {
		const struct lot_book *from = &books->items[i];
		struct lot_book *to = &kept->lot_books[i];
		memcpy(to->symbol, from->symbol, sizeof(to->symbol));
		to->lots.items = next;
		to->lots.count = to->lots.limit = from->lots.count;
		if (from->lots.count > 0)
			memcpy(next, from->lots.items, from->lots.count * sizeof(*next));
		next += from->lots.count;
	}
	kept->book.lots = (struct lot_books){kept->lot_books, books->count};
}

static bool copy(struct kept *kept, const struct book *book, const struct rows *orders,
	size_t lots)
{
	size_t holdings = book->holding_count;
	kept->book = *book;
	kept->book.holdings = calloc(holdings + 1, sizeof(*book->holdings));
	kept->lot_books = calloc(book->lots.count + 1, sizeof(*kept->lot_books));
	kept->lots = calloc(lots + 1, sizeof(*kept->lots));
	if (orders->count > 0)
		kept->orders = PQcopyResult(
			orders->result, PG_COPYRES_ATTRS | PG_COPYRES_TUPLES);
	if (kept->book.holdings == NULL || kept->lot_books == NULL ||
		kept->lots == NULL || (orders->count > 0 && kept->orders == NULL))
		return false;
	memcpy(kept->book.holdings, book->holdings, holdings * sizeof(*book->holdings));
	copy_lots(kept, &book->lots);
	return true;
}

static bool copy_names(struct kept *kept, const struct book *book, const char *version)
{
	return snprintf(kept->account_id, ID_SIZE, "%s", book->account_id) < ID_SIZE &&
	       snprintf(kept->account_number, NUMBER_SIZE, "%s", book->account_number) <
		       NUMBER_SIZE &&
	       snprintf(kept->name, NAME_SIZE, "%s", book->name) < NAME_SIZE &&
	       snprintf(kept->version, VERSION_SIZE, "%s", version) < VERSION_SIZE;
}

void book_memory_keep(const struct book *book, const char *version, bool with_lots,
	const struct rows *orders)
{
	size_t lots, bytes = size_of(book, orders, &lots);
	struct kept *kept = bytes > BYTES_EACH ? NULL : calloc(1, sizeof(*kept));
	if (kept == NULL)
		return;
	if (!copy(kept, book, orders, lots) || !copy_names(kept, book, version)) {
		give_back(kept);
		return;
	}
	kept->has_lots = with_lots;
	kept->connection = connection_number(book->transaction->connection);
	kept->used = ++turn;
	kept->bytes = bytes;
	*room_for(bytes) = kept;
	bytes_kept += bytes;
}

static bool lend(struct kept *kept, struct book *book)
{
	struct book before = *book;
	const struct rows orders = {
		kept->orders, kept->orders == NULL ? 0 : PQntuples(kept->orders)};
	size_t count = kept->book.holding_count;
	kept->used = ++turn;
	kept->readers++;
	if (arena_cleanup(before.arena, end_reading, kept) != 0)
		return false;
	*book = kept->book;
	book->arena = before.arena;
	book->transaction = before.transaction;
	book->time = before.time;
	book->session_day = before.session_day;
	book->server_killed = before.server_killed;
	book->account_id = kept->account_id;
	book->account_number = kept->account_number;
	book->name = kept->name;
	book->orders = (struct tickets){0};
	book->order_limit = (size_t)orders.count;
	book->holdings = arena_alloc(before.arena, (count + 1) * sizeof(*book->holdings));
	if (book->holdings == NULL)
		return false;
	memcpy(book->holdings, kept->book.holdings, count * sizeof(*book->holdings));
	return orders.count == 0 ||
	       ticket_read(before.arena, &orders, 0, &book->orders) == 0;
}

/* Is it still what the database has? */
static enum book_fault check(const struct kept *kept, struct book *book, bool *current)
{
	struct rows now;
	const char *account_id = kept->account_id;
	if (transaction_run(book->transaction, STATEMENT_TRADING_ACCOUNT_VERSION, 1,
		    &account_id, &now) != 0)
		return BOOK_BROKEN;
	if (now.count == 0)
		return BOOK_ABSENT;
	book->server_killed = rows_flag(&now, 0, "server_killed");
	*current = strcmp(rows_text(&now, 0, "version"), kept->version) == 0;
	return BOOK_OK;
}

enum book_fault book_memory_recall(
	struct book *book, const char *account_id, bool with_lots, bool *found)
{
	*found = false;
	if (account_id == NULL)
		return BOOK_ABSENT;
	struct kept **place = place_of(account_id);
	if (place == NULL)
		return BOOK_OK;
	if ((*place)->connection == connection_number(book->transaction->connection) &&
		(!with_lots || (*place)->has_lots)) {
		enum book_fault fault = check(*place, book, found);
		if (fault != BOOK_OK)
			return fault;
	}
	if (!*found)
		drop(place);
	else if (!lend(*place, book))
		return BOOK_BROKEN;
	return BOOK_OK;
}
