#include "trading/charges.h"

#include "db/connection.h"
#include "market/feed.h"
#include "trading/day_close.h"
#include "trading/fee_rules.h"

#include <stdio.h>

void charges_begin(struct charges *charges, const struct calendar_session *session)
{
	*charges = (struct charges){.session = *session};
}

/* Until the next session: three over a weekend. */
static int64_t nights_after(const struct calendar *calendar, int32_t day)
{
	int32_t next = calendar_number(calendar, day) + 1;
	return next < calendar_sessions(calendar)
		       ? calendar_numbered(calendar, next).day - day
		       : 1;
}

/* What all short positions were worth at the close. */
static bool short_value(const struct book *book, int32_t day, struct money *value)
{
	*value = (struct money){0};
	for (size_t i = 0; i < book->holding_count; i++) {
		const struct terms_holding *holding = &book->holdings[i].terms;
		struct money part;
		if (quantity_sign(holding->quantity) >= 0)
			continue;
		struct price price = day_close_price(holding->symbol, &book->time, day);
		if (price.e6 <= 0)
			price = holding->price;
		if (!money_notional(price, holding->quantity, DECIMAL_FLOOR, &part) ||
			!money_add(*value, part, value))
			return false;
	}
	return true;
}

static enum visit_wish charge(
	struct post *post, enum ledger_kind kind, struct money amount, int32_t day)
{
	struct book *book = post->book;
	struct ledger_entry entries[LEDGER_FEW];
	struct ledger_transfer transfer = {.entries = entries, .limit = LEDGER_FEW};
	char date[CALENDAR_DATE_SIZE], event[40], note[64];
	int64_t nights = nights_after(book->time.calendar, day);
	calendar_format_day(day, date);
	snprintf(event, sizeof(event), "%s %s", ledger_rules_kind(kind), date);
	snprintf(note, sizeof(note), "%s of %s, %lld night%s",
		kind == LEDGER_INTEREST ? "margin interest" : "borrow fee", date,
		(long long)nights, nights == 1 ? "" : "s");
	struct post_transfer written = {
		.transfer = &transfer, .event = event, .note = note};
	if (money_is_zero(amount))
		return VISIT_LEAVE;
	if (!ledger_rules_charge(&transfer, kind, amount) ||
		!money_sub(book->account.cash, amount, &book->account.cash) ||
		post_transfer(post, &written) != 0)
		return VISIT_BROKEN;
	return VISIT_WRITE;
}

static enum visit_wish charge_interest(struct post *post, void *context)
{
	const struct calendar_session *session = context;
	const struct terms_account *account = &post->book->account;
	struct money amount;
	return fee_rules_interest(account->cash, account->fees.interest_bp,
		       nights_after(post->book->time.calendar, session->day), &amount)
		       ? charge(post, LEDGER_INTEREST, amount, session->day)
		       : VISIT_BROKEN;
}

static enum visit_wish charge_borrow(struct post *post, void *context)
{
	const struct calendar_session *session = context;
	const struct terms_account *account = &post->book->account;
	struct money value, amount;
	return short_value(post->book, session->day, &value) &&
			       fee_rules_borrow(value, account->fees.borrow_bp,
				       nights_after(
					       post->book->time.calendar, session->day),
				       &amount)
		       ? charge(post, LEDGER_BORROW, amount, session->day)
		       : VISIT_BROKEN;
}

static int charge_page(struct charges *charges, struct visit_round *round,
	enum statement_name name, struct feed *feed,
	enum visit_wish (*act)(struct post *post, void *context))
{
	struct book book;
	char day[CALENDAR_DATE_SIZE];
	const char *const parameters[] = {day};
	calendar_format_day(charges->session.day, day);
	if (visit_round_turn(round, feed, name, 1, parameters) != 0)
		return -1;
	for (size_t i = 0; i < round->count; i++) {
		struct visit visit = {.feed = feed,
			.account_id = round->targets[i].account_id,
			.user_id = round->targets[i].user_id};
		enum visit_result result =
			visit_account(&visit, act, &charges->session, &book);
		if (result == VISIT_FAILED && !connection_ready(feed->database))
			return -1;
	}
	return 0;
}

int charges_turn(struct charges *charges, struct feed *feed)
{
	if (!charges->interest.done)
		return charge_page(charges, &charges->interest,
			STATEMENT_TRADING_OWING_INTEREST, feed, charge_interest);
	if (!charges->borrow.done)
		return charge_page(charges, &charges->borrow,
			STATEMENT_TRADING_OWING_BORROW, feed, charge_borrow);
	charges->done = true;
	return 0;
}
