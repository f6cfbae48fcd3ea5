#include "trading/worth.h"

#include "db/connection.h"
#include "db/transaction.h"
#include "market/feed.h"
#include "trading/margin_call.h"

#include <stdio.h>

struct valuation {
	int64_t minute_us;
	struct margin_call call;
};

void worth_begin(struct worth *worth, int64_t minute_us)
{
	*worth = (struct worth){.minute_us = minute_us};
}

static int queue_moment(
	struct book *book, const struct margin_figures *figures, int64_t minute_us)
{
	char epoch[24], at[24], equity[DECIMAL_TEXT_SIZE], cash[DECIMAL_TEXT_SIZE];
	snprintf(epoch, sizeof(epoch), "%lld", (long long)book->epoch);
	snprintf(at, sizeof(at), "%lld", (long long)minute_us);
	money_format(figures->equity, 0, equity);
	money_format(figures->cash, 0, cash);
	const char *const parameters[] = {book->account_id, epoch, at, equity, cash};
	return transaction_queue(
		book->transaction, STATEMENT_PORTFOLIO_PUT_MOMENT, 5, parameters);
}

static enum visit_wish value(struct post *post, void *context)
{
	struct valuation *valuation = context;
	struct margin_figures figures;
	return means_figures(post->book, NULL, &figures) &&
			       margin_call_find(post->book, &figures, &valuation->call) &&
			       queue_moment(post->book, &figures, valuation->minute_us) ==
				       0
		       ? VISIT_WRITE
		       : VISIT_BROKEN;
}

static enum visit_result value_one(
	struct feed *feed, const struct visit_target *target, int64_t minute_us)
{
	struct book book;
	struct valuation valuation = {.minute_us = minute_us};
	struct visit visit = {.feed = feed,
		.account_id = target->account_id,
		.user_id = target->user_id,
		.reads = true};
	enum visit_result result = visit_account(&visit, value, &valuation, &book);
	if (result != VISIT_DONE || valuation.call.count == 0)
		return result;
	return margin_call_answer(feed, target, &valuation.call);
}

int worth_turn(struct worth *worth, struct feed *feed)
{
	if (visit_round_turn(&worth->round, feed, STATEMENT_TRADING_MARGINED, 0, NULL) !=
		0)
		return -1;
	for (size_t i = 0; i < worth->round.count; i++)
		if (value_one(feed, &worth->round.targets[i], worth->minute_us) ==
				VISIT_FAILED &&
			!connection_ready(feed->database))
			return -1;
	worth->done = worth->round.done;
	return 0;
}
