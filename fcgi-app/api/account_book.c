#include "api/account_book.h"

#include "api/account_choice.h"
#include "api/context.h"
#include "base/arena.h"
#include "http/reply.h"
#include "market/catalogue.h"
#include "market/chain.h"
#include "market/feed.h"
#include "trading/amount.h"
#include "trading/means.h"

#include <stdio.h>

enum { PART_SCALE = 6 };

/* When the session began that prices' change is told of: the one that is on or, between
 * sessions, the last. */
static int64_t session_begin_us(const struct scene_time *time)
{
	struct calendar_session session;
	return calendar_last(time->calendar, time->now_us, &session)
		       ? session.pre_us
		       : scene_midnight_us(time);
}

int account_book_open(struct request *request, struct reply *reply, bool with_lots,
	struct account_book *account)
{
	const struct scene_time time = scene_time(feed_calendar(), request->now_us);
	const struct book_query query = {.account_id = account_choice(request),
		.reads = true,
		.places = true,
		.time = &time,
		.all_lots = with_lots};
	account->begun_us = session_begin_us(&time);
	switch (book_open(
		request->arena, context_transaction(request), &query, &account->book)) {
	case BOOK_OK:
		break;
	case BOOK_ABSENT:
		return account_choice_refuse(reply);
	case BOOK_BROKEN:
		return -1;
	}
	return means_figures(&account->book, NULL, &account->figures) ? 1 : -1;
}

void account_book_write_part(struct json_writer *json, const char *key, int64_t part_e6)
{
	char text[DECIMAL_TEXT_SIZE];
	decimal_format(part_e6, PART_SCALE, 0, text);
	json_write_pair(json, key, text);
}

static void write_integer_text(struct json_writer *json, const char *key, int number)
{
	char text[16];
	snprintf(text, sizeof(text), "%d", number);
	json_write_pair(json, key, text);
}

/* What could be taken out of a margin account without falling below what its positions
 * needed when they were opened. */
static struct money special_memorandum(const struct margin_figures *figures)
{
	struct money free;
	if (figures->multiplier == 1 ||
		!money_sub(figures->equity, figures->initial, &free) ||
		money_sign(free) < 0)
		return (struct money){0};
	return free;
}

static void write_powers(struct json_writer *json, const struct margin_figures *figures,
	struct money opening)
{
	amount_write_money(json, "buying_power", figures->buying_power);
	amount_write_money(json, "effective_buying_power", figures->buying_power);
	amount_write_money(json, "regt_buying_power", figures->regt);
	amount_write_money(json, "daytrading_buying_power", figures->daytrading);
	amount_write_money(json, "non_marginable_buying_power", figures->non_marginable);
	amount_write_money(json, "bod_dtbp", opening);
}

/* Buying power at the beginning of the day. */
static struct money opening_power(const struct account_book *account)
{
	struct money excess, power;
	const struct terms_account *terms = &account->book.account;
	if (account->figures.multiplier != 4 ||
		!money_sub(terms->last_equity, terms->last_maintenance, &excess) ||
		money_sign(excess) < 0 ||
		!money_times_ratio(excess, 4, 1, DECIMAL_FLOOR, &power))
		return (struct money){0};
	return power;
}

static void write_values(struct json_writer *json, const struct account_book *account)
{
	const struct margin_figures *figures = &account->figures;
	struct money positions;
	amount_write_money(json, "equity", figures->equity);
	amount_write_money(json, "last_equity", account->book.account.last_equity);
	amount_write_money(json, "long_market_value", figures->long_value);
	amount_write_money(json, "short_market_value", figures->short_value);
	if (money_add(figures->long_value, figures->short_value, &positions))
		amount_write_money(json, "position_market_value", positions);
	amount_write_money(json, "initial_margin", figures->initial);
	amount_write_money(json, "maintenance_margin", figures->maintenance);
	amount_write_money(
		json, "last_maintenance_margin", account->book.account.last_maintenance);
	amount_write_money(json, "sma", special_memorandum(figures));
}

void account_book_write(struct json_writer *json, const struct account_book *account)
{
	const struct book *book = &account->book;
	const struct margin_figures *figures = &account->figures;
	bool closed = book->account.blocked;
	json_write_object(json);
	json_write_pair(json, "id", book->account_id);
	json_write_pair(json, "account_number", book->account_number);
	json_write_pair(json, "status", closed ? "ACCOUNT_CLOSED" : "ACTIVE");
	json_write_pair(json, "currency", "USD");
	write_powers(json, figures, opening_power(account));
	amount_write_money(json, "cash", figures->cash);
	json_write_pair(json, "accrued_fees", "0");
	amount_write_money(json, "portfolio_value", figures->equity);
	json_write_pair_bool(json, "pattern_day_trader", false);
	json_write_pair_bool(
		json, "trading_blocked", closed || book->killed || book->server_killed);
	json_write_pair_bool(json, "transfers_blocked", closed);
	json_write_pair_bool(json, "account_blocked", closed);
	json_write_key(json, "created_at");
	json_write_time(json, book->created_us);
	json_write_pair_bool(json, "trade_suspended_by_user", book->account.suspended);
	write_integer_text(json, "multiplier", figures->multiplier);
	json_write_pair_bool(json, "shorting_enabled",
		!book->account.no_shorting && figures->multiplier > 1);
	write_values(json, account);
	json_write_pair_integer(json, "daytrade_count", book->day_trades);
}

/* What of a position was opened since the session began. */
static bool fresh_of(const struct account_book *account,
	const struct book_holding *holding, struct position_fresh *fresh)
{
	const struct lot_book *lots = lot_book_near(&account->book.lots,
		holding->terms.symbol, (size_t)(holding - account->book.holdings));
	*fresh = (struct position_fresh){0};
	for (size_t i = 0; lots != NULL && i < lots->lots.count; i++) {
		const struct lot *lot = &lots->lots.items[i];
		if (lot->opened_us >= account->begun_us &&
			(!quantity_add(
				 fresh->quantity, lot->quantity, &fresh->quantity) ||
				!money_add(fresh->cost, lot->cost, &fresh->cost)))
			return false;
	}
	return true;
}

bool account_book_figures(const struct account_book *account,
	const struct book_holding *holding, struct position_figures *figures)
{
	struct position_fresh fresh;
	return fresh_of(account, holding, &fresh) &&
	       position_rules_figures(&holding->terms, &fresh, figures);
}

static void write_asset(
	struct json_writer *json, const char *symbol, const struct book_holding *holding)
{
	char id[INSTRUMENT_ID_SIZE];
	struct contract contract;
	bool known = holding->place >= 0;
	bool is_option = !known && chain_parse_symbol(symbol, &contract);
	if (!known)
		instrument_id(symbol, id);
	json_write_pair(json, "asset_id", known ? catalogue_id(holding->place) : id);
	json_write_pair(json, "symbol", symbol);
	json_write_pair(
		json, "exchange", known ? catalogue_at(holding->place)->exchange : "");
	json_write_pair(json, "asset_class", is_option ? "us_option" : "us_equity");
	json_write_pair_bool(json, "asset_marginable", holding->marginable);
}

static void write_figures(
	struct json_writer *json, const struct position_figures *figures)
{
	amount_write_money(json, "unrealized_pl", figures->profit);
	account_book_write_part(json, "unrealized_plpc", figures->profit_e6);
	amount_write_money(json, "unrealized_intraday_pl", figures->today);
	account_book_write_part(json, "unrealized_intraday_plpc", figures->today_e6);
}

/* What of it can still be closed, signed like the position. */
static bool available(
	const struct book *book, const struct terms_holding *terms, struct quantity *free)
{
	struct quantity held;
	if (!book_held(book, terms->symbol, &held))
		return false;
	return quantity_sign(terms->quantity) < 0
		       ? quantity_add(terms->quantity, held, free)
		       : quantity_sub(terms->quantity, held, free);
}

int account_book_write_position(struct json_writer *json,
	const struct account_book *account, const struct book_holding *holding)
{
	struct position_figures figures;
	struct quantity free;
	const struct terms_holding *terms = &holding->terms;
	bool is_short = quantity_sign(terms->quantity) < 0;
	if (!account_book_figures(account, holding, &figures) ||
		!available(&account->book, terms, &free))
		return -1;
	json_write_object(json);
	write_asset(json, terms->symbol, holding);
	amount_write_quantity(json, "qty", terms->quantity);
	amount_write_quantity(json, "qty_available", free);
	amount_write_price(json, "avg_entry_price", figures.entry);
	json_write_pair(json, "side", is_short ? "short" : "long");
	amount_write_money(json, "market_value", figures.value);
	amount_write_money(json, "cost_basis", terms->cost);
	write_figures(json, &figures);
	amount_write_price(json, "current_price", terms->price);
	amount_write_price(json, "lastday_price", terms->last_close);
	account_book_write_part(json, "change_today", figures.change_e6);
	json_write_object_end(json);
	return 0;
}
