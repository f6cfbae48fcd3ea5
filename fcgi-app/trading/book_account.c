#include "trading/book_account.h"

#include "trading/amount.h"

#include <string.h>

static enum terms_fill_model model_of(const char *word)
{
	return strcmp(word, "touch") == 0 ? TERMS_TOUCH : TERMS_REALISTIC;
}

/* Lots that are chosen by hand are chosen beforehand, else the oldest go first. */
static enum lot_method method_of(const char *word)
{
	if (strcmp(word, "lifo") == 0)
		return LOT_LIFO;
	return strcmp(word, "highest") == 0 ? LOT_HIGHEST : LOT_FIFO;
}

static int64_t number_or_0(const struct rows *rows, const char *column)
{
	return rows_text(rows, 0, column) == NULL ? 0 : rows_integer(rows, 0, column);
}

/* What fees there are, and what else is configured about trading. */
static bool take_trading(const struct rows *rows, struct book *book)
{
	struct terms_account *account = &book->account;
	struct terms_fees *fees = &account->fees;
	account->multiplier = (int)rows_integer(rows, 0, "multiplier");
	account->no_shorting = !rows_flag(rows, 0, "shorting");
	account->fractional = rows_flag(rows, 0, "fractional");
	account->suspended = rows_flag(rows, 0, "suspend_trade");
	account->day_trade_checked = rows_flag(rows, 0, "day_trade_check");
	account->fill_model = model_of(rows_text(rows, 0, "fill_model"));
	book->lot_method = method_of(rows_text(rows, 0, "lot_method"));
	account->seed = (uint64_t)rows_integer(rows, 0, "seed");
	return amount_money(rows, 0, "fee_per_order", &fees->per_order) &&
	       amount_money(rows, 0, "fee_per_share", &fees->per_share) &&
	       amount_money(rows, 0, "fee_least", &fees->per_order_least) &&
	       amount_money(rows, 0, "fee_most", &fees->per_order_most);
}

static bool take_limits(const struct rows *rows, struct book *book)
{
	struct terms_fees *fees = &book->account.fees;
	fees->regulatory = rows_flag(rows, 0, "fee_regulatory");
	fees->borrow_bp = rows_integer(rows, 0, "borrow_bp");
	fees->interest_bp = rows_integer(rows, 0, "interest_bp");
	bool sound = amount_money(rows, 0, "largest_order", &book->limits.largest_order);
	book->limits.position_share_bp = number_or_0(rows, "position_share_bp");
	sound = sound && amount_money(rows, 0, "daily_loss", &book->limits.daily_loss);
	book->limits.orders_a_day = number_or_0(rows, "orders_a_day");
	return sound;
}

/* Column by column, as they come: so each is found at once. */
bool book_account_take(const struct rows *rows, struct book *book)
{
	struct terms_account *account = &book->account;
	book->account_id = rows_text(rows, 0, "id");
	book->account_number = rows_text(rows, 0, "account_number");
	book->name = rows_text(rows, 0, "name");
	book->epoch = rows_integer(rows, 0, "epoch");
	if (!amount_money(rows, 0, "starting_cash", &book->starting_cash) ||
		!amount_money(rows, 0, "cash", &account->cash))
		return false;
	book->number = rows_integer(rows, 0, "order_count");
	book->lot_number = rows_integer(rows, 0, "lot_count");
	if (!take_trading(rows, book) || !take_limits(rows, book))
		return false;
	book->killed = rows_flag(rows, 0, "killed");
	account->blocked = rows_flag(rows, 0, "archived");
	if (!amount_money(rows, 0, "last_equity", &account->last_equity) ||
		!amount_money(rows, 0, "last_maintenance", &account->last_maintenance))
		return false;
	book->created_us = rows_integer(rows, 0, "created_us");
	return true;
}
