#include "trading/visit.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "db/transaction.h"
#include "market/feed.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static const char NOBODY[] = "00000000-0000-0000-0000-000000000000";

/* Where the book does not change, only what the visitor queued itself is written. */
static int settle(const struct visit *visit, struct transaction *writing,
	struct post *post, enum visit_wish wish)
{
	switch (wish) {
	case VISIT_WRITE:
		if (visit->reads || post_queue(post) == 0)
			return transaction_commit(writing);
		break;
	case VISIT_LEAVE:
		transaction_rollback(writing);
		return 0;
	case VISIT_BROKEN:
		break;
	}
	transaction_rollback(writing);
	return -1;
}

enum visit_result visit_account(const struct visit *visit,
	enum visit_wish (*act)(struct post *post, void *context), void *context,
	struct book *book)
{
	struct post post;
	char user[24];
	struct feed *feed = visit->feed;
	struct scene_time time = scene_time(feed_calendar(), clock_now_us());
	struct book_query query = {.account_id = visit->account_id,
		.locks = true,
		.time = &time,
		.symbols = visit->symbols,
		.symbol_count = visit->symbol_count,
		.places = visit->places,
		.more = visit->more};
	snprintf(user, sizeof(user), "%lld", (long long)visit->user_id);
	char *user_id = arena_copy(feed->arena, user, strlen(user));
	struct transaction *writing = arena_alloc(feed->arena, sizeof(*writing));
	if (user_id == NULL || writing == NULL)
		return VISIT_FAILED;
	*writing =
		transaction_of(feed->database, feed->arena, TRANSACTION_WRITE, user_id);
	enum book_fault fault = book_open(feed->arena, writing, &query, book);
	if (fault != BOOK_OK) {
		transaction_rollback(writing);
		return fault == BOOK_ABSENT ? VISIT_ABSENT : VISIT_FAILED;
	}
	post_begin(&post, book);
	enum visit_wish wish = act(&post, context);
	if (settle(visit, writing, &post, wish) == 0)
		return VISIT_DONE;
	/* Data exceptions, and constraints. */
	bool refused = wish == VISIT_BROKEN || strncmp(writing->sqlstate, "22", 2) == 0 ||
		       strncmp(writing->sqlstate, "23", 2) == 0;
	LOG(LOG_ERROR, "an account could not be visited",
		LOG_TEXT("account", visit->account_id), LOG_NUMBER("refused", refused));
	return refused ? VISIT_REFUSED : VISIT_FAILED;
}

int visit_round_turn(struct visit_round *round, struct feed *feed,
	enum statement_name name, size_t count, const char *const *parameters)
{
	struct rows rows;
	char most[8];
	const char *all[4];
	struct transaction reading =
		transaction_of(feed->database, feed->arena, TRANSACTION_READ, NULL);
	assert(count <= 2);
	for (size_t i = 0; i < count; i++)
		all[i] = parameters[i];
	all[count] = round->after[0] == '\0' ? NOBODY : round->after;
	all[count + 1] = most;
	snprintf(most, sizeof(most), "%d", VISIT_PAGE);
	round->count = 0;
	if (transaction_run(&reading, name, count + 2, all, &rows) != 0) {
		transaction_rollback(&reading);
		return -1;
	}
	for (int row = 0; row < rows.count && row < VISIT_PAGE; row++) {
		struct visit_target *target = &round->targets[round->count++];
		snprintf(target->account_id, sizeof(target->account_id), "%s",
			rows_text(&rows, row, "account_id"));
		target->user_id = rows_integer(&rows, row, "user_id");
	}
	round->done = round->count < VISIT_PAGE;
	if (round->count > 0)
		memcpy(round->after, round->targets[round->count - 1].account_id,
			sizeof(round->after));
	return transaction_commit(&reading);
}
