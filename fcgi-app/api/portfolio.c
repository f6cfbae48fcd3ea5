#include "api/portfolio.h"

#include <strings.h>

#include "api/account_book.h"
#include "http/reply.h"
#include "http/request.h"
#include "market/instrument.h"
#include "trading/amount.h"

enum { POSITION };

const struct param portfolio_position_params[PORTFOLIO_POSITION_PARAMS] = {
	[POSITION] = {.name = "symbol_or_asset_id",
		.place = PARAM_PATH,
		.kind = PARAM_TEXT,
		.required = true,
		.least = 1,
		.most = 64,
		.description = "A symbol, or the id of an asset."},
};

static int write_positions(struct json_writer *json, const struct account_book *account)
{
	json_write_array(json);
	for (size_t i = 0; i < account->book.holding_count; i++)
		if (account_book_write_position(
			    json, account, &account->book.holdings[i]) != 0)
			return -1;
	json_write_array_end(json);
	return 0;
}

int portfolio_positions(struct request *request, struct reply *reply)
{
	struct account_book account;
	int found = account_book_open(request, reply, true, &account);
	if (found != 1)
		return found;
	struct json_writer json = reply_json(reply);
	return write_positions(&json, &account) == 0 ? reply_end(reply, 200) : -1;
}

static const struct book_holding *find(const struct book *book, const char *name)
{
	char id[INSTRUMENT_ID_SIZE];
	for (size_t i = 0; i < book->holding_count; i++) {
		const struct book_holding *holding = &book->holdings[i];
		instrument_id(holding->terms.symbol, id);
		if (strcasecmp(holding->terms.symbol, name) == 0 ||
			strcasecmp(id, name) == 0)
			return holding;
	}
	return NULL;
}

int portfolio_position(struct request *request, struct reply *reply)
{
	struct account_book account;
	int found = account_book_open(request, reply, true, &account);
	if (found != 1)
		return found;
	const struct book_holding *holding =
		find(&account.book, request->values[POSITION].text);
	if (holding == NULL)
		return reply_refuse(reply, REFUSAL_POSITION);
	struct json_writer json = reply_json(reply);
	return account_book_write_position(&json, &account, holding) == 0
		       ? reply_end(reply, 200)
		       : -1;
}

/* What an account has made: all its positions, and today, and since it began. */
struct gains {
	struct money unrealized;
	struct money positions_today;
	struct money today;
	int64_t today_e6;
	struct money total;
	int64_t total_e6;
};

static bool gains_of(const struct account_book *account, struct gains *gains)
{
	const struct book *book = &account->book;
	struct money last = book->account.last_equity;
	struct money equity = account->figures.equity;
	*gains = (struct gains){0};
	for (size_t i = 0; i < book->holding_count; i++) {
		struct position_figures figures;
		if (!account_book_figures(account, &book->holdings[i], &figures) ||
			!money_add(
				gains->unrealized, figures.profit, &gains->unrealized) ||
			!money_add(gains->positions_today, figures.today,
				&gains->positions_today))
			return false;
	}
	return money_sub(equity, last, &gains->today) &&
	       position_rules_part(gains->today, last, &gains->today_e6) &&
	       money_sub(equity, book->starting_cash, &gains->total) &&
	       position_rules_part(gains->total, book->starting_cash, &gains->total_e6);
}

static void write_gains(struct json_writer *json, const struct account_book *account,
	const struct gains *gains)
{
	json_write_pair(json, "name", account->book.name);
	json_write_pair_integer(json, "epoch", account->book.epoch);
	amount_write_money(json, "starting_cash", account->book.starting_cash);
	amount_write_money(json, "change_today", gains->today);
	account_book_write_part(json, "change_today_pct", gains->today_e6);
	amount_write_money(json, "unrealized_pl", gains->unrealized);
	amount_write_money(json, "unrealized_intraday_pl", gains->positions_today);
	amount_write_money(json, "total_pl", gains->total);
	account_book_write_part(json, "total_plpc", gains->total_e6);
}

int portfolio_get(struct request *request, struct reply *reply)
{
	struct account_book account;
	struct gains gains;
	int found = account_book_open(request, reply, true, &account);
	if (found != 1)
		return found;
	if (!gains_of(&account, &gains))
		return -1;
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	json_write_key(&json, "account");
	account_book_write(&json, &account);
	write_gains(&json, &account, &gains);
	json_write_object_end(&json);
	json_write_key(&json, "positions");
	if (write_positions(&json, &account) != 0)
		return -1;
	json_write_object_end(&json);
	return reply_end(reply, 200);
}
