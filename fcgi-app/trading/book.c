#include "trading/book.h"

#include "base/arena.h"
#include "base/log.h"
#include "db/array.h"
#include "db/transaction.h"
#include "trading/amount.h"

#include <stdio.h>
#include <string.h>

enum { LOTS_AN_ORDER = 64, DAY_TRADE_SESSIONS = 5 };

/* What stands against an order: the kill switch, limits a day, an id that is taken, a
 * reply that was given already. */
static int queue_standing(struct transaction *transaction, const struct book_query *query)
{
	char since[24];
	const char *const standing[] = {
		query->account_id, since, query->client_order_id, query->key};
	snprintf(since, sizeof(since), "%lld", (long long)scene_midnight_us(query->time));
	return transaction_queue(transaction, STATEMENT_TRADING_STANDING, 4, standing);
}

static int queue_account(struct transaction *transaction, const struct book_query *query)
{
	if (transaction_queue(transaction,
		    query->locks ? STATEMENT_TRADING_LOCK_ACCOUNT
				 : STATEMENT_ACCOUNTS_FIND,
		    1, &query->account_id) != 0 ||
		transaction_queue(transaction, STATEMENT_TRADING_HOLDINGS, 1,
			&query->account_id) != 0 ||
		transaction_queue(transaction, STATEMENT_TRADING_OPEN_ORDERS, 1,
			&query->account_id) != 0)
		return -1;
	return queue_standing(transaction, query);
}

static bool wants_lots(const struct book_query *query)
{
	return query->symbol_count > 0 || query->all_lots;
}

static int queue_lots(struct arena *arena, struct transaction *transaction,
	const struct book_query *query)
{
	const char *symbols = array_text(arena, query->symbols, query->symbol_count);
	const char *const lots[] = {query->account_id, symbols, query->side};
	if (query->all_lots)
		return transaction_queue(
			transaction, STATEMENT_TRADING_LOTS_LEFT, 1, &query->account_id);
	return symbols == NULL ? -1
			       : transaction_queue(transaction,
					 STATEMENT_TRADING_LOTS_AGAINST, 3, lots);
}

/* All statements of the flight; the account's row is locked by the first. */
static int queue_all(struct arena *arena, struct transaction *transaction,
	const struct book_query *query)
{
	const char *const order[] = {query->account_id, query->order_id};
	if (queue_account(transaction, query) != 0 ||
		(wants_lots(query) && queue_lots(arena, transaction, query) != 0))
		return -1;
	return query->order_id == NULL
		       ? 0
		       : transaction_queue(transaction, STATEMENT_ORDERS_FIND, 2, order);
}

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

static bool take_amounts(const struct rows *rows, struct book *book)
{
	struct terms_account *account = &book->account;
	struct terms_fees *fees = &account->fees;
	return amount_money(rows, 0, "cash", &account->cash) &&
	       amount_money(rows, 0, "starting_cash", &book->starting_cash) &&
	       amount_money(rows, 0, "last_equity", &account->last_equity) &&
	       amount_money(rows, 0, "last_maintenance", &account->last_maintenance) &&
	       amount_money(rows, 0, "fee_per_order", &fees->per_order) &&
	       amount_money(rows, 0, "fee_per_share", &fees->per_share) &&
	       amount_money(rows, 0, "fee_least", &fees->per_order_least) &&
	       amount_money(rows, 0, "fee_most", &fees->per_order_most) &&
	       amount_money(rows, 0, "largest_order", &book->limits.largest_order) &&
	       amount_money(rows, 0, "daily_loss", &book->limits.daily_loss);
}

static bool take_account(const struct rows *rows, struct book *book)
{
	struct terms_account *account = &book->account;
	book->account_id = rows_text(rows, 0, "id");
	book->account_number = rows_text(rows, 0, "account_number");
	book->name = rows_text(rows, 0, "name");
	book->epoch = rows_integer(rows, 0, "epoch");
	book->number = rows_integer(rows, 0, "order_count");
	book->lot_number = rows_integer(rows, 0, "lot_count");
	book->created_us = rows_integer(rows, 0, "created_us");
	book->killed = rows_flag(rows, 0, "killed");
	book->lot_method = method_of(rows_text(rows, 0, "lot_method"));
	book->limits.position_share_bp = number_or_0(rows, "position_share_bp");
	book->limits.orders_a_day = number_or_0(rows, "orders_a_day");
	account->multiplier = (int)rows_integer(rows, 0, "multiplier");
	account->no_shorting = !rows_flag(rows, 0, "shorting");
	account->fractional = rows_flag(rows, 0, "fractional");
	account->suspended = rows_flag(rows, 0, "suspend_trade");
	account->blocked = rows_flag(rows, 0, "archived");
	account->day_trade_checked = rows_flag(rows, 0, "day_trade_check");
	account->fill_model = model_of(rows_text(rows, 0, "fill_model"));
	account->seed = (uint64_t)rows_integer(rows, 0, "seed");
	account->fees.regulatory = rows_flag(rows, 0, "fee_regulatory");
	account->fees.borrow_bp = rows_integer(rows, 0, "borrow_bp");
	account->fees.interest_bp = rows_integer(rows, 0, "interest_bp");
	return take_amounts(rows, book);
}

/* Without a price on the board: what it cost. */
static void price_holding(const struct book *book, struct book_holding *holding)
{
	struct scene scene;
	struct terms_holding *terms = &holding->terms;
	scene_of(terms->symbol, &book->time, &scene);
	scene_prices(&scene.snapshot, &terms->price, &terms->last_close);
	holding->marginable = scene.instrument.marginable;
	if (terms->price.e6 <= 0 &&
		!lot_rules_average(terms->quantity, terms->cost, 1, &terms->price))
		terms->price = (struct price){0};
	if (terms->last_close.e6 <= 0)
		terms->last_close = terms->price;
}

static bool take_holding(
	const struct rows *rows, int row, struct book *book, struct book_holding *holding)
{
	char day[CALENDAR_DATE_SIZE];
	const char *session = rows_text(rows, row, "session");
	struct terms_holding *terms = &holding->terms;
	*holding =
		(struct book_holding){.opened_us = rows_integer(rows, row, "opened_us")};
	snprintf(terms->symbol, sizeof(terms->symbol), "%s",
		rows_text(rows, row, "symbol"));
	if (!amount_quantity(rows, row, "quantity", &terms->quantity) ||
		!amount_quantity(rows, row, "opening", &holding->opening) ||
		!amount_money(rows, row, "cost", &terms->cost))
		return false;
	calendar_format_day(book->session_day, day);
	if (session == NULL || strcmp(session, day) != 0)
		holding->opening = terms->quantity;
	price_holding(book, holding);
	return true;
}

static bool take_holdings(const struct rows *rows, size_t more, struct book *book)
{
	book->holding_limit = (size_t)rows->count + more;
	book->holdings = arena_alloc(
		book->arena, (book->holding_limit + 1) * sizeof(*book->holdings));
	if (book->holdings == NULL)
		return false;
	for (int row = 0; row < rows->count; row++)
		if (!take_holding(
			    rows, row, book, &book->holdings[book->holding_count++]))
			return false;
	return true;
}

static int take_standing(const struct rows *rows, struct book *book)
{
	book->server_killed = rows_flag(rows, 0, "killed");
	book->placed_today = rows_integer(rows, 0, "orders");
	book->twin = rows_text(rows, 0, "client_order_of");
	if (rows_text(rows, 0, "reply_route") == NULL)
		return 0;
	book->reply = arena_alloc(book->arena, sizeof(*book->reply));
	if (book->reply == NULL)
		return -1;
	*book->reply = (struct book_reply){.route = rows_text(rows, 0, "reply_route"),
		.body_hash = rows_text(rows, 0, "reply_hash"),
		.status = (int)rows_integer(rows, 0, "reply_status"),
		.body = rows_text(rows, 0, "reply_body")};
	return 0;
}

/* Whoever wants all lots may close all that is held, an order each. */
static size_t order_room(const struct book *book, const struct book_query *query)
{
	return query->more + (query->all_lots ? book->holding_count : 0);
}

static int fetch_account(
	struct book *book, const struct book_query *query, enum book_fault *fault)
{
	struct rows rows;
	if (transaction_fetch(book->transaction, &rows) != 0)
		return -1;
	*fault = rows.count == 0 ? BOOK_ABSENT : BOOK_OK;
	if (rows.count == 1 && !take_account(&rows, book))
		return -1;
	if (transaction_fetch(book->transaction, &rows) != 0 ||
		!take_holdings(&rows, query->more, book) ||
		transaction_fetch(book->transaction, &rows) != 0 ||
		ticket_read(book->arena, &rows, order_room(book, query), &book->orders) !=
			0 ||
		transaction_fetch(book->transaction, &rows) != 0)
		return -1;
	book->order_limit = book->orders.count + order_room(book, query);
	return take_standing(&rows, book);
}

/* Of all that it holds, when nobody said which. */
static int name_symbols(struct book *book, const struct book_query *query,
	const char *const **symbols, size_t *count)
{
	const char **list =
		arena_alloc(book->arena, (book->holding_count + 1) * sizeof(*list));
	*symbols = query->symbols;
	*count = query->symbol_count;
	if (!query->all_lots)
		return 0;
	if (list == NULL)
		return -1;
	for (*count = 0; *count < book->holding_count; (*count)++)
		list[*count] = book->holdings[*count].terms.symbol;
	*symbols = list;
	return 0;
}

static int fetch_lots(struct book *book, const struct book_query *query)
{
	struct rows rows;
	const char *const *symbols;
	size_t count;
	if (!wants_lots(query))
		return 0;
	if (name_symbols(book, query, &symbols, &count) != 0 ||
		transaction_fetch(book->transaction, &rows) != 0)
		return -1;
	return lot_book_read(book->arena, &rows, symbols, count,
		query->more * LOTS_AN_ORDER, &book->lots);
}

static int fetch_found(struct book *book, const struct book_query *query)
{
	struct rows rows;
	if (query->order_id == NULL)
		return 0;
	return transaction_fetch(book->transaction, &rows) != 0
		       ? -1
		       : ticket_read(book->arena, &rows, 0, &book->found);
}

/* Few accounts ask for the rule: it costs the others no statement. */
static int count_day_trades(struct book *book, const struct book_query *query)
{
	char since[24];
	struct rows rows;
	const char *const parameters[] = {query->account_id, since};
	if (!query->places || !book->account.day_trade_checked)
		return 0;
	snprintf(since, sizeof(since), "%lld",
		(long long)scene_sessions_ago_us(query->time, DAY_TRADE_SESSIONS));
	if (transaction_run(book->transaction, STATEMENT_TRADING_DAY_TRADES, 2,
		    parameters, &rows) != 0)
		return -1;
	book->day_trades = rows_integer(&rows, 0, "day_trades");
	return 0;
}

enum book_fault book_open(struct arena *arena, struct transaction *transaction,
	const struct book_query *query, struct book *book)
{
	enum book_fault fault;
	*book = (struct book){.arena = arena,
		.transaction = transaction,
		.time = *query->time,
		.session_day = scene_session_day(query->time)};
	if (queue_all(arena, transaction, query) != 0 ||
		fetch_account(book, query, &fault) != 0 || fetch_lots(book, query) != 0 ||
		fetch_found(book, query) != 0 || count_day_trades(book, query) != 0)
		return BOOK_BROKEN;
	return fault;
}

int book_read_lots(struct book *book, const char *symbol, const char *side)
{
	struct rows rows;
	const char *const parameters[] = {
		book->account_id, array_text(book->arena, &symbol, 1), side};
	if (parameters[1] == NULL ||
		transaction_run(book->transaction, STATEMENT_TRADING_LOTS_AGAINST, 3,
			parameters, &rows) != 0)
		return -1;
	return lot_book_read(book->arena, &rows, &symbol, 1, LOTS_AN_ORDER, &book->lots);
}

struct book_holding *book_holding(const struct book *book, const char *symbol)
{
	for (size_t i = 0; i < book->holding_count; i++)
		if (strcmp(book->holdings[i].terms.symbol, symbol) == 0)
			return &book->holdings[i];
	return NULL;
}

struct quantity book_position(const struct book *book, const char *symbol)
{
	const struct book_holding *holding = book_holding(book, symbol);
	return holding == NULL ? (struct quantity){0} : holding->terms.quantity;
}

struct book_holding *book_holding_make(
	struct book *book, const char *symbol, const struct scene *scene)
{
	struct book_holding *holding = book_holding(book, symbol);
	if (holding != NULL || book->holding_count == book->holding_limit)
		return holding;
	holding = &book->holdings[book->holding_count++];
	*holding = (struct book_holding){.opened_us = book->time.now_us,
		.marginable = scene->instrument.marginable};
	snprintf(holding->terms.symbol, sizeof(holding->terms.symbol), "%s", symbol);
	scene_prices(&scene->snapshot, &holding->terms.price, &holding->terms.last_close);
	return holding;
}

/* What is left of an order; of one for an amount of money what that buys now. */
static bool remaining_of(
	const struct book *book, const struct terms_order *order, struct quantity *left)
{
	struct scene scene;
	struct price price, close;
	struct money money;
	if (order->has_quantity)
		return quantity_sub(order->quantity, order->filled, left);
	*left = (struct quantity){0};
	scene_of(order->symbol, &book->time, &scene);
	scene_prices(&scene.snapshot, &price, &close);
	return price.e6 <= 0 ||
	       (money_sub(order->notional, order->filled_value, &money) &&
		       money_buys(money, price, DECIMAL_FLOOR, left));
}

int book_wash(const struct book *book, const char *symbol, const char *except,
	struct wash_open **open, size_t *count)
{
	*count = 0;
	*open = arena_alloc(book->arena, (book->orders.count + 1) * sizeof(**open));
	if (*open == NULL)
		return -1;
	for (size_t i = 0; i < book->orders.count; i++) {
		const struct ticket *ticket = &book->orders.items[i];
		if (strcmp(ticket->terms.symbol, symbol) != 0 ||
			(except != NULL && strcmp(ticket->id, except) == 0))
			continue;
		struct wash_open *item = &(*open)[(*count)++];
		*item = (struct wash_open){.id = ticket->id, .order = &ticket->terms};
		if (!remaining_of(book, &ticket->terms, &item->remaining))
			return -1;
	}
	return 0;
}

bool book_held(const struct book *book, const char *symbol, struct quantity *held)
{
	size_t count;
	struct wash_open *open;
	return book_wash(book, symbol, NULL, &open, &count) == 0 &&
	       wash_rules_held(book_position(book, symbol), open, count, held);
}
