#include "trading/halting.h"

#include "base/arena.h"
#include "base/log.h"
#include "db/connection.h"
#include "db/transaction.h"
#include "market/feed.h"
#include "trading/changing.h"
#include "trading/visit.h"

static const int64_t SECOND_US = 1000000;

static int64_t asked_us; /* when the switch was last looked at */
static bool is_on;       /* accounts are being gone through */
static struct visit_round accounts;

/* An order may still have been on its way when the switch was set, so that accounts are
 * gone through again and again while it is on. */
bool halting_is_due(struct feed *feed, int *result)
{
	struct rows rows;
	struct transaction reading =
		transaction_of(feed->database, feed->arena, TRANSACTION_READ, NULL);
	*result = 0;
	if (is_on || feed->wall_us - asked_us < SECOND_US)
		return is_on;
	asked_us = feed->wall_us;
	*result = transaction_run(&reading, STATEMENT_KILL_SWITCH_FIND, 0, NULL, &rows);
	is_on = *result == 0 && rows_flag(&rows, 0, "killed");
	transaction_rollback(&reading);
	accounts = (struct visit_round){0};
	return is_on;
}

static enum visit_wish act(struct post *post, void *context)
{
	size_t ended;
	struct book *book = post->book;
	struct ticket **tickets =
		arena_alloc(book->arena, (book->orders.count + 1) * sizeof(*tickets));
	(void)context;
	if (tickets == NULL)
		return VISIT_BROKEN;
	if (!book->server_killed && !book->killed && !book->account.blocked)
		return VISIT_LEAVE;
	changing_cancel_all(post, NULL, tickets, &ended);
	if (ended > 0)
		LOG(LOG_WARNING, "orders were ended by a kill switch",
			LOG_TEXT("account", book->account_id),
			LOG_NUMBER("orders", (int64_t)ended));
	return ended > 0 ? VISIT_WRITE : VISIT_LEAVE;
}

int halting_turn(struct feed *feed)
{
	struct book book;
	if (visit_round_turn(&accounts, feed, STATEMENT_ORDERS_KILLED, 0, NULL) != 0)
		return -1;
	for (size_t i = 0; i < accounts.count; i++) {
		const struct visit visit = {.feed = feed,
			.account_id = accounts.targets[i].account_id,
			.user_id = accounts.targets[i].user_id};
		/* One that fails does not keep the others from their end. */
		enum visit_result result = visit_account(&visit, act, NULL, &book);
		if (result == VISIT_FAILED && !connection_ready(feed->database))
			return -1;
	}
	is_on = !accounts.done;
	return 0;
}
