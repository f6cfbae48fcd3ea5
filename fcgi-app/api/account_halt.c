#include "api/account_halt.h"

#include "api/account_choice.h"
#include "api/context.h"
#include "base/arena.h"
#include "http/reply.h"
#include "market/feed.h"
#include "trading/changing.h"

/* What follows is to find it done, not only under way. */
static int land(struct transaction *transaction)
{
	struct rows ignored;
	while (transaction->queued > 0)
		if (transaction_fetch(transaction, &ignored) != 0)
			return -1;
	return 0;
}

static int cancel_all(struct book *book, size_t *ended)
{
	struct post post;
	struct ticket **tickets =
		arena_alloc(book->arena, (book->orders.count + 1) * sizeof(*tickets));
	*ended = 0;
	if (tickets == NULL)
		return -1;
	post_begin(&post, book);
	changing_cancel_all(&post, NULL, tickets, ended);
	if (*ended == 0)
		return 0;
	return post_queue(&post) == 0 ? land(book->transaction) : -1;
}

int account_halt(struct request *request, struct reply *reply, const char *account_id,
	size_t *ended)
{
	struct book book;
	const struct scene_time time = scene_time(feed_calendar(), request->now_us);
	const struct book_query query = {
		.account_id = account_id, .locks = true, .time = &time};
	switch (book_open(request->arena, context_transaction(request), &query, &book)) {
	case BOOK_OK:
		break;
	case BOOK_ABSENT:
		return account_choice_refuse(reply);
	case BOOK_BROKEN:
		return -1;
	}
	if (book.account.blocked)
		return reply_refuse_because(
			reply, REFUSAL_STATE, "this account is archived");
	return cancel_all(&book, ended) == 0 ? 1 : -1;
}
