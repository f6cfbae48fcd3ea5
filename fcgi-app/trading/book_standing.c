#include "trading/book_standing.h"

#include "base/arena.h"
#include "db/transaction.h"

#include <stdio.h>

int book_standing_queue(struct transaction *transaction, const struct book_query *query)
{
	char since[24];
	const char *const standing[] = {
		query->account_id, since, query->client_order_id, query->key};
	snprintf(since, sizeof(since), "%lld", (long long)scene_midnight_us(query->time));
	return transaction_queue(transaction, STATEMENT_TRADING_STANDING, 4, standing);
}

int book_standing_take(const struct rows *rows, struct book *book)
{
	book->server_killed = rows_flag(rows, 0, "killed");
	book->placed_today = rows_integer(rows, 0, "orders");
	book->twin = rows_text(rows, 0, "client_order_of");
	if (rows_text(rows, 0, "reply_route") == NULL)
		return 0;
	book->reply = arena_alloc(book->arena, sizeof(*book->reply));
	if (book->reply == NULL)
		return -1;
	*book->reply = (struct book_reply){.route = rows_text(rows, 0, "reply_route"),
		.body_hash = rows_text(rows, 0, "reply_hash"),
		.status = (int)rows_integer(rows, 0, "reply_status"),
		.body = rows_text(rows, 0, "reply_body")};
	return 0;
}
