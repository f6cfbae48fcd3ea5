#include "trading/book.h"

#include "base/arena.h"
#include "base/log.h"
#include "db/array.h"
#include "db/transaction.h"
#include "trading/amount.h"
#include "trading/book_account.h"
#include "trading/book_memory.h"
#include "trading/book_standing.h"

#include <stdio.h>
#include <string.h>

enum { LOTS_AN_ORDER = 64, DAY_TRADE_SESSIONS = 5 };

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
	return book_standing_queue(transaction, query);
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

/* As it is at the book's time. Without a price on the board: what it cost. */
static void price_holding(const struct book *book, struct book_holding *holding)
{
	struct scene_worth worth;
	struct terms_holding *terms = &holding->terms;
	if (holding->session_day != book->session_day)
		holding->opening = terms->quantity;
	scene_worth(terms->symbol, &book->time, &worth);
	terms->price = worth.price;
	terms->last_close = worth.last_close;
	holding->place = worth.place;
	holding->marginable = worth.marginable;
	if (terms->price.e6 <= 0 &&
		!lot_rules_average(terms->quantity, terms->cost, 1, &terms->price))
		terms->price = (struct price){0};
	if (terms->last_close.e6 <= 0)
		terms->last_close = terms->price;
}

static void price_holdings(const struct book *book)
{
	for (size_t i = 0; i < book->holding_count; i++)
		price_holding(book, &book->holdings[i]);
}

static bool take_holding(const struct rows *rows, int row, struct book_holding *holding)
{
	struct terms_holding *terms = &holding->terms;
	*holding = (struct book_holding){0};
	snprintf(terms->symbol, sizeof(terms->symbol), "%s",
		rows_text(rows, row, "symbol"));
	if (!amount_quantity(rows, row, "quantity", &terms->quantity) ||
		!amount_money(rows, row, "cost", &terms->cost) ||
		!amount_quantity(rows, row, "opening", &holding->opening))
		return false;
	const char *session = rows_text(rows, row, "session");
	holding->session_day = INT32_MIN;
	return session == NULL || calendar_parse_day(session, &holding->session_day);
}

static bool take_holdings(const struct rows *rows, size_t more, struct book *book)
{
	book->holding_limit = (size_t)rows->count + more;
	book->holdings = arena_alloc(
		book->arena, (book->holding_limit + 1) * sizeof(*book->holdings));
	if (book->holdings == NULL)
		return false;
	for (int row = 0; row < rows->count; row++)
		if (!take_holding(rows, row, &book->holdings[book->holding_count++]))
			return false;
	return true;
}

/* Whoever wants all lots may close all that is held, an order each. */
static size_t order_room(const struct book *book, const struct book_query *query)
{
	return query->more + (query->all_lots ? book->holding_count : 0);
}

static int take_orders(
	const struct rows *rows, const struct book_query *query, struct book *book)
{
	if (ticket_read(book->arena, rows, order_room(book, query), &book->orders) != 0)
		return -1;
	book->order_limit = book->orders.count + order_room(book, query);
	return 0;
}

static int fetch_account(
	struct book *book, const struct book_query *query, enum book_fault *fault)
{
	struct rows rows;
	if (transaction_fetch(book->transaction, &rows) != 0)
		return -1;
	*fault = rows.count == 0 ? BOOK_ABSENT : BOOK_OK;
	if (rows.count == 1 && !book_account_take(&rows, book))
		return -1;
	if (transaction_fetch(book->transaction, &rows) != 0 ||
		!take_holdings(&rows, query->more, book) ||
		transaction_fetch(book->transaction, &rows) != 0 ||
		take_orders(&rows, query, book) != 0 ||
		transaction_fetch(book->transaction, &rows) != 0)
		return -1;
	price_holdings(book);
	return book_standing_take(&rows, book);
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

static int take_lots(
	const struct rows *rows, const struct book_query *query, struct book *book)
{
	const char *const *symbols;
	size_t count;
	return name_symbols(book, query, &symbols, &count) != 0
		       ? -1
		       : lot_book_read(book->arena, rows, symbols, count,
				 query->more * LOTS_AN_ORDER, &book->lots);
}

static int fetch_lots(struct book *book, const struct book_query *query)
{
	struct rows rows;
	if (!wants_lots(query))
		return 0;
	return transaction_fetch(book->transaction, &rows) != 0
		       ? -1
		       : take_lots(&rows, query, book);
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

static int queue_reading(
	struct transaction *transaction, const char *account_id, bool with_lots)
{
	static const enum statement_name names[] = {STATEMENT_ACCOUNTS_FIND,
		STATEMENT_TRADING_HOLDINGS, STATEMENT_TRADING_OPEN_ORDERS,
		STATEMENT_TRADING_LOTS_LEFT, STATEMENT_TRADING_ACCOUNT_VERSION};
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if ((with_lots || names[i] != STATEMENT_TRADING_LOTS_LEFT) &&
			transaction_queue(transaction, names[i], 1, &account_id) != 0)
			return -1;
	return 0;
}

static bool take_reading(const struct book_query *query, struct book *book,
	const struct rows *account, const struct rows *holdings,
	const struct rows *orders)
{
	struct rows lots;
	if (!book_account_take(account, book) ||
		!take_holdings(holdings, query->more, book) ||
		take_orders(orders, query, book) != 0)
		return false;
	return !query->all_lots || (transaction_fetch(book->transaction, &lots) == 0 &&
					   take_lots(&lots, query, book) == 0);
}

/* Each statement sees what was committed before it: all have seen the same when the
 * account's row is the same at the end. */
static enum book_fault read_all(const struct book_query *query, struct book *book)
{
	struct rows account, holdings, orders, after;
	struct transaction *transaction = book->transaction;
	if (queue_reading(transaction, query->account_id, query->all_lots) != 0 ||
		transaction_fetch(transaction, &account) != 0 ||
		transaction_fetch(transaction, &holdings) != 0 ||
		transaction_fetch(transaction, &orders) != 0)
		return BOOK_BROKEN;
	if (account.count == 0)
		return BOOK_ABSENT;
	if (!take_reading(query, book, &account, &holdings, &orders) ||
		transaction_fetch(transaction, &after) != 0)
		return BOOK_BROKEN;
	if (after.count == 0)
		return BOOK_ABSENT;
	const char *version = rows_text(&after, 0, "version");
	book->server_killed = rows_flag(&after, 0, "server_killed");
	if (strcmp(rows_text(&account, 0, "version"), version) == 0)
		book_memory_keep(book, version, query->all_lots, &orders);
	return BOOK_OK;
}

static enum book_fault open_remembered(const struct book_query *query, struct book *book)
{
	bool found;
	enum book_fault fault =
		book_memory_recall(book, query->account_id, query->all_lots, &found);
	if (fault == BOOK_OK && !found)
		fault = read_all(query, book);
	if (fault != BOOK_OK)
		return fault;
	price_holdings(book);
	return count_day_trades(book, query) == 0 ? BOOK_OK : BOOK_BROKEN;
}

enum book_fault book_open(struct arena *arena, struct transaction *transaction,
	const struct book_query *query, struct book *book)
{
	enum book_fault fault;
	*book = (struct book){.arena = arena,
		.transaction = transaction,
		.time = *query->time,
		.session_day = scene_session_day(query->time)};
	if (query->reads)
		return open_remembered(query, book);
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
	*holding = (struct book_holding){
		.place = scene->place, .marginable = scene->instrument.marginable};
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
