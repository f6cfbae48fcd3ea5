#include "trading/day_close.h"

#include "db/connection.h"
#include "db/transaction.h"
#include "market/feed.h"
#include "trading/amount.h"
#include "trading/means.h"

#include <stdio.h>

void day_close_begin(struct day_close *close, const struct calendar_session *session)
{
	*close = (struct day_close){.session = *session};
}

struct price day_close_price(
	const char *symbol, const struct scene_time *time, int32_t day)
{
	struct scene scene;
	struct price price, last_close;
	scene_of(symbol, time, &scene);
	scene_prices(&scene.snapshot, &price, &last_close);
	const struct bar *bars[] = {&scene.snapshot.day, &scene.snapshot.previous_day};
	for (size_t i = 0; i < sizeof(bars) / sizeof(*bars); i++)
		if (bars[i]->close.e6 > 0 &&
			calendar_day_of(time->calendar, bars[i]->time_us) == day)
			return bars[i]->close;
	return price;
}

/* Money that was paid in or out since the day before, and what was earned. */
static bool read_result(struct book *book, const char *day,
	const struct margin_figures *figures, struct money *flow, struct money *result)
{
	struct rows rows;
	struct money equity, flowed;
	const char *const parameters[] = {book->account_id, day};
	return transaction_run(book->transaction, STATEMENT_PORTFOLIO_LAST_DAY, 2,
		       parameters, &rows) == 0 &&
	       rows.count == 1 && amount_money(&rows, 0, "equity", &equity) &&
	       amount_money(&rows, 0, "flowed", &flowed) &&
	       amount_money(&rows, 0, "flow", flow) && money_sub(*flow, flowed, flow) &&
	       money_sub(figures->equity, equity, result) &&
	       money_sub(*result, *flow, result);
}

static int queue_day(struct book *book, const struct calendar_session *session,
	const struct margin_figures *figures)
{
	struct money flow, result;
	char day[CALENDAR_DATE_SIZE], epoch[24], at[24];
	char amounts[8][DECIMAL_TEXT_SIZE];
	calendar_format_day(session->day, day);
	snprintf(epoch, sizeof(epoch), "%lld", (long long)book->epoch);
	snprintf(at, sizeof(at), "%lld", (long long)session->close_us);
	if (!read_result(book, day, figures, &flow, &result))
		return -1;
	const struct money written[] = {figures->equity, figures->cash,
		figures->long_value, figures->short_value, figures->initial,
		figures->maintenance, flow, result};
	for (int i = 0; i < 8; i++)
		money_format(written[i], 0, amounts[i]);
	const char *const put[] = {book->account_id, epoch, day, at, amounts[0],
		amounts[1], amounts[2], amounts[3], amounts[4], amounts[5], amounts[6],
		amounts[7]};
	const char *const closing[] = {book->account_id, day, amounts[0], amounts[5]};
	return transaction_queue(
		       book->transaction, STATEMENT_PORTFOLIO_PUT_DAY, 12, put) == 0
		       ? transaction_queue(book->transaction,
				 STATEMENT_PORTFOLIO_CLOSE_SESSION, 4, closing)
		       : -1;
}

static enum visit_wish act(struct post *post, void *context)
{
	const struct calendar_session *session = context;
	struct margin_figures figures;
	struct book *book = post->book;
	for (size_t i = 0; i < book->holding_count; i++) {
		struct terms_holding *holding = &book->holdings[i].terms;
		struct price price =
			day_close_price(holding->symbol, &book->time, session->day);
		if (price.e6 > 0)
			holding->price = price;
	}
	return means_figures(book, NULL, &figures) &&
			       queue_day(book, session, &figures) == 0
		       ? VISIT_WRITE
		       : VISIT_BROKEN;
}

int day_close_turn(struct day_close *close, struct feed *feed)
{
	struct book book;
	char day[CALENDAR_DATE_SIZE], close_us[24];
	const char *const parameters[] = {day, close_us};
	calendar_format_day(close->session.day, day);
	snprintf(close_us, sizeof(close_us), "%lld", (long long)close->session.close_us);
	if (visit_round_turn(&close->round, feed, STATEMENT_TRADING_UNCLOSED_SESSIONS, 2,
		    parameters) != 0)
		return -1;
	for (size_t i = 0; i < close->round.count; i++) {
		struct visit visit = {.feed = feed,
			.account_id = close->round.targets[i].account_id,
			.user_id = close->round.targets[i].user_id};
		/* One that fails does not keep the others from their close. */
		enum visit_result result =
			visit_account(&visit, act, &close->session, &book);
		if (result == VISIT_FAILED && !connection_ready(feed->database))
			return -1;
	}
	close->done = close->round.done;
	return 0;
}
