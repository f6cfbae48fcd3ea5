#include "trading/resting_load.h"

#include "base/arena.h"
#include "base/log.h"
#include "base/text.h"
#include "db/transaction.h"

#include <stdio.h>
#include <string.h>

/* Accounts that are read at once: an account has up to a thousand open orders. */
enum { PAGE = 32, ROUND_PAGE = 4 };

static const char NOBODY[] = "00000000-0000-0000-0000-000000000000";

/* Accounts that are to be read. */
struct page {
	const char *ids[PAGE];
	size_t count;
};

void resting_load_begin(struct resting_load *load, struct resting *resting)
{
	resting_clear(resting);
	*load = (struct resting_load){0};
	memcpy(load->next, NOBODY, sizeof(NOBODY));
}

static void copy_id(char to[static UUID_SIZE], const char *from)
{
	snprintf(to, UUID_SIZE, "%s", from);
}

static void take_owner(const struct rows *rows, int row, struct resting_owner *owner)
{
	const char *model = rows_text(rows, row, "fill_model");
	*owner = (struct resting_owner){.user_id = rows_integer(rows, row, "user_id"),
		.fill_model = strcmp(model, "touch") == 0 ? TERMS_TOUCH : TERMS_REALISTIC,
		.seed = (uint64_t)rows_integer(rows, row, "seed")};
	copy_id(owner->account_id, rows_text(rows, row, "account_id"));
}

/* The orders of one account among those of a page, which stand by account. */
static int put_account(struct resting *resting, const struct rows *rows,
	const struct tickets *all, const char *account_id)
{
	struct resting_owner owner = {0};
	struct tickets own = {0};
	copy_id(owner.account_id, account_id);
	for (int row = 0; row < rows->count; row++) {
		if (strcmp(rows_text(rows, row, "account_id"), account_id) != 0)
			continue;
		if (own.count++ == 0) {
			own.items = &all->items[row];
			take_owner(rows, row, &owner);
		}
	}
	if (resting_put(resting, &owner, &own) == 0)
		return 0;
	LOG(LOG_ERROR, "more orders rest than can be watched",
		LOG_TEXT("account", account_id));
	return -1;
}

static const char *array_of(struct arena *arena, const struct page *page)
{
	struct text array = text_in(arena);
	text_byte(&array, '{');
	for (size_t i = 0; i < page->count; i++) {
		text_string(&array, i == 0 ? "" : ",");
		text_string(&array, page->ids[i]);
	}
	text_byte(&array, '}');
	return text_done(&array);
}

static int read_page(struct resting *resting, struct transaction *reading,
	struct arena *arena, const struct page *page)
{
	struct rows rows;
	struct tickets tickets;
	const char *ids = array_of(arena, page);
	if (page->count == 0)
		return 0;
	if (ids == NULL ||
		transaction_run(reading, STATEMENT_ORDERS_WATCHED, 1, &ids, &rows) != 0 ||
		ticket_read(arena, &rows, 0, &tickets) != 0)
		return -1;
	for (size_t i = 0; i < page->count; i++)
		if (put_account(resting, &rows, &tickets, page->ids[i]) != 0)
			return -1;
	return 0;
}

static int ask_place(struct transaction *reading, char place[static 24])
{
	struct rows rows;
	if (transaction_run(reading, STATEMENT_ORDERS_NEWS_PLACE, 0, NULL, &rows) != 0)
		return -1;
	snprintf(place, 24, "%s", rows_text(&rows, 0, "place"));
	return 0;
}

/* The next page of the round, a small one when there is no hurry; at its end it begins
 * anew, and all has been read. */
static int go_round(struct resting_load *load, struct resting *resting,
	struct transaction *reading, struct arena *arena)
{
	struct rows rows;
	struct page page = {0};
	char most[8];
	const char *const parameters[] = {load->next, most};
	size_t wanted = load->whole ? ROUND_PAGE : PAGE;
	snprintf(most, sizeof(most), "%zu", wanted);
	if (transaction_run(reading, STATEMENT_ORDERS_WATCHED_ACCOUNTS, 2, parameters,
		    &rows) != 0)
		return -1;
	for (int row = 0; row < rows.count && page.count < wanted; row++)
		page.ids[page.count++] = rows_text(&rows, row, "account_id");
	if (read_page(resting, reading, arena, &page) != 0)
		return -1;
	if (page.count == wanted) {
		copy_id(load->next, page.ids[wanted - 1]);
		return 0;
	}
	copy_id(load->next, NOBODY);
	load->whole = true;
	resting_sweep(resting);
	return 0;
}

/* Both lists are in the order of ids. */
static bool was_told(
	const struct resting_load *load, size_t *at, const char *account_id, int64_t last)
{
	while (*at < load->news_count &&
		strcmp(load->news[*at].account_id, account_id) < 0)
		(*at)++;
	return *at < load->news_count &&
	       strcmp(load->news[*at].account_id, account_id) == 0 &&
	       load->news[*at].last == last;
}

static void remember(struct resting_load *load, const struct rows *rows)
{
	load->news_count = 0;
	for (int row = 0; row < rows->count; row++) {
		struct resting_load_news *news = &load->news[load->news_count++];
		copy_id(news->account_id, rows_text(rows, row, "account_id"));
		news->last = rows_integer(rows, row, "last");
	}
}

/* A transaction that is still open may write behind what is read here: until it has ended
 * the same rows are read again, and those that were known told from the others. */
static int read_news(struct resting_load *load, struct resting *resting,
	struct transaction *reading, struct arena *arena)
{
	struct rows rows;
	struct page page = {0};
	size_t at = 0;
	char next[24], most[8];
	const char *const parameters[] = {load->place, most};
	snprintf(most, sizeof(most), "%d", RESTING_LOAD_NEWS);
	if (ask_place(reading, next) != 0 ||
		transaction_run(reading, STATEMENT_ORDERS_NEWS, 2, parameters, &rows) !=
			0)
		return -1;
	if (rows.count == RESTING_LOAD_NEWS)
		return -1; /* too many to tell one from another: all is read again */
	for (int row = 0; row < rows.count; row++) {
		const char *id = rows_text(&rows, row, "account_id");
		if (was_told(load, &at, id, rows_integer(&rows, row, "last")))
			continue;
		page.ids[page.count++] = id;
		if (page.count < PAGE)
			continue;
		if (read_page(resting, reading, arena, &page) != 0)
			return -1;
		page.count = 0;
	}
	if (read_page(resting, reading, arena, &page) != 0)
		return -1;
	remember(load, &rows);
	memcpy(load->place, next, sizeof(next));
	return 0;
}

static int turn(struct resting_load *load, struct resting *resting,
	struct transaction *reading, struct arena *arena)
{
	if (load->place[0] == '\0')
		return ask_place(reading, load->place);
	if (load->whole && read_news(load, resting, reading, arena) != 0)
		return -1;
	return go_round(load, resting, reading, arena);
}

int resting_load_turn(struct resting_load *load, struct resting *resting,
	struct connection *database, struct arena *arena)
{
	struct transaction reading =
		transaction_of(database, arena, TRANSACTION_READ, NULL);
	if (turn(load, resting, &reading, arena) == 0)
		return transaction_commit(&reading);
	transaction_rollback(&reading);
	return -1;
}
