#include "api/equity_history.h"

#include "api/context.h"
#include "base/arena.h"
#include "market/feed.h"
#include "trading/amount.h"

#include <stdio.h>

static bool take_amounts(const struct rows *rows, int row, struct equity_day *day)
{
	return amount_money(rows, row, "equity", &day->equity) &&
	       amount_money(rows, row, "cash", &day->cash) &&
	       amount_money(rows, row, "long_value", &day->long_value) &&
	       amount_money(rows, row, "short_value", &day->short_value) &&
	       amount_money(rows, row, "flow", &day->flow) &&
	       amount_money(rows, row, "profit_loss", &day->profit);
}

static bool take_days(
	struct arena *arena, const struct rows *rows, struct equity_history *history)
{
	/* And one for today. */
	history->days =
		arena_alloc(arena, ((size_t)rows->count + 1) * sizeof(*history->days));
	if (history->days == NULL)
		return false;
	for (int row = 0; row < rows->count; row++) {
		struct equity_day *day = &history->days[history->count];
		if (rows_integer(rows, row, "epoch") != history->account.book.epoch)
			continue;
		if (!calendar_parse_day(rows_text(rows, row, "day"), &day->day) ||
			!take_amounts(rows, row, day))
			return false;
		day->at_us = rows_integer(rows, row, "at_us");
		history->count++;
	}
	return true;
}

static bool take_base(const struct rows *rows, struct equity_history *history)
{
	history->base = history->account.book.starting_cash;
	return rows->count == 0 ||
	       (amount_money(rows, 0, "equity", &history->base) &&
		       calendar_parse_day(rows_text(rows, 0, "day"), &history->base_day));
}

/* Today as it stands, unless its close has been written down. */
static bool add_today(struct equity_history *history, int32_t first, int32_t last)
{
	const struct margin_figures *figures = &history->account.figures;
	const struct book *book = &history->account.book;
	if (history->today < first || history->today > last ||
		(history->count > 0 &&
			history->days[history->count - 1].day >= history->today))
		return true;
	struct equity_day *today = &history->days[history->count++];
	*today = (struct equity_day){.day = history->today,
		.live = true,
		.at_us = book->time.now_us,
		.equity = figures->equity,
		.cash = figures->cash,
		.long_value = figures->long_value,
		.short_value = figures->short_value};
	return money_sub(figures->equity, book->account.last_equity, &today->profit);
}

static int32_t today_of(const struct scene_time *time)
{
	struct calendar_session session;
	return calendar_last(time->calendar, time->now_us, &session)
		       ? session.day
		       : calendar_day_of(time->calendar, time->now_us);
}

int equity_history_read(struct request *request, struct reply *reply, int32_t first,
	int32_t last, struct equity_history *history)
{
	struct rows base, days;
	char from[CALENDAR_DATE_SIZE], until[CALENDAR_DATE_SIZE], most[8];
	struct transaction *transaction = context_transaction(request);
	*history = (struct equity_history){0};
	int found = account_book_open(request, reply, false, &history->account);
	if (found != 1)
		return found;
	history->today = today_of(&history->account.book.time);
	calendar_format_day(first, from);
	calendar_format_day(last, until);
	snprintf(most, sizeof(most), "%d", EQUITY_HISTORY_MOST);
	const char *const parameters[] = {
		history->account.book.account_id, from, until, most};
	if (transaction_queue(transaction, STATEMENT_PORTFOLIO_BASE, 2, parameters) !=
			0 ||
		transaction_queue(transaction, STATEMENT_PORTFOLIO_DAYS, 4, parameters) !=
			0 ||
		transaction_fetch(transaction, &base) != 0 ||
		transaction_fetch(transaction, &days) != 0)
		return -1;
	return take_base(&base, history) && take_days(request->arena, &days, history) &&
			       add_today(history, first, last)
		       ? 1
		       : -1;
}

struct money equity_history_before(const struct equity_history *history, int32_t day)
{
	struct money equity = history->base;
	for (size_t i = 0; i < history->count && history->days[i].day < day; i++)
		equity = history->days[i].equity;
	return equity;
}
