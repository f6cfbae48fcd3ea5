#include "trading/post_once.h"

#include "base/arena.h"
#include "base/text.h"
#include "db/transaction.h"
#include "trading/post.h"
#include "trading/refusal_rules.h"

#include <string.h>

/* The parameters of trading/fill_at_once, as they come. */
enum { PARAMETERS = 54 };

struct parameters {
	struct arena *arena;
	const char *items[PARAMETERS];
	size_t count;
	bool failed;
};

static void put(struct parameters *parameters, const char *text)
{
	parameters->items[parameters->count++] = text;
}

static void put_made(struct parameters *parameters, const char *text)
{
	parameters->failed = parameters->failed || text == NULL;
	put(parameters, text);
}

static void put_integer(struct parameters *parameters, int64_t value)
{
	struct text text = text_in(parameters->arena);
	text_integer(&text, value);
	put_made(parameters, text_done(&text));
}

static void put_decimal(struct parameters *parameters, int64_t units, unsigned scale)
{
	char text[DECIMAL_TEXT_SIZE];
	decimal_format(units, scale, 0, text);
	put_made(parameters, arena_copy(parameters->arena, text, strlen(text)));
}

static void put_money(struct parameters *parameters, struct money money)
{
	put_decimal(parameters, money.e6, MONEY_SCALE);
}

static void put_price(struct parameters *parameters, struct price price)
{
	put_decimal(parameters, price.e6, PRICE_SCALE);
}

static void put_quantity(struct parameters *parameters, struct quantity quantity)
{
	put_decimal(parameters, quantity.e9, QUANTITY_SCALE);
}

static void put_or_null(
	struct parameters *parameters, bool given, int64_t units, unsigned scale)
{
	if (given)
		put_decimal(parameters, units, scale);
	else
		put(parameters, NULL);
}

/* An array that grows: of what needs no quotes. */
static void begin_array(const struct parameters *parameters, struct text *array)
{
	*array = text_in(parameters->arena);
	text_byte(array, '{');
}

static void add_text(struct text *array, const char *item)
{
	if (array->length > 1)
		text_byte(array, ',');
	text_string(array, item == NULL ? "null" : item);
}

static void add_decimal(struct text *array, int64_t units, unsigned scale)
{
	char text[DECIMAL_TEXT_SIZE];
	decimal_format(units, scale, 0, text);
	add_text(array, text);
}

static void put_array(struct parameters *parameters, struct text *array)
{
	text_byte(array, '}');
	put_made(parameters, text_done(array));
}

static bool is_simple(const struct ticket *ticket)
{
	const struct terms_order *terms = &ticket->terms;
	return terms->status == TERMS_FILLED && terms->class == TERMS_SIMPLE &&
	       terms->role == TERMS_ALONE &&
	       (terms->type == TERMS_MARKET || terms->type == TERMS_LIMIT) &&
	       terms->stop.e6 == 0 && terms->high_water.e6 == 0 && !terms->triggered &&
	       terms->ahead.e9 == 0 && ticket->fill_count == 1 &&
	       ticket->parent_id == NULL && ticket->replaces == NULL &&
	       ticket->reason == NULL;
}

static bool is_alone(const struct book *book, const struct ticket *ticket)
{
	for (size_t i = 0; i < book->orders.count; i++)
		if (&book->orders.items[i] != ticket &&
			book->orders.items[i].mark != TICKET_STORED)
			return false;
	for (size_t i = 0; i < book->holding_count; i++)
		if (book->holdings[i].changed &&
			strcmp(book->holdings[i].terms.symbol, ticket->terms.symbol) != 0)
			return false;
	return true;
}

bool post_once_fits(const struct post *post)
{
	const struct ticket *ticket = post->once.ticket;
	return post->fills.count == 1 && post->transfers.count == 1 &&
	       post->messages.count == POST_ONCE_MESSAGES && ticket->mark == TICKET_NEW &&
	       is_simple(ticket) && post->book->lots.count == 1 &&
	       post->once.lots == &post->book->lots.items[0] &&
	       is_alone(post->book, ticket);
}

static void put_account(struct parameters *parameters, const struct book *book)
{
	put(parameters, book->account_id);
	put_integer(parameters, book->time.now_us);
	put_integer(parameters, book->epoch);
	put_money(parameters, book->account.cash);
	put_integer(parameters, book->number);
	put_integer(parameters, book->lot_number);
}

static void put_order(struct parameters *parameters, const struct ticket *ticket)
{
	const struct terms_order *terms = &ticket->terms;
	put(parameters, ticket->id);
	put(parameters, ticket->client_order_id);
	put(parameters, terms->symbol);
	put(parameters, ticket->asset_id);
	put(parameters, ticket->is_option ? "us_option" : "us_equity");
	put(parameters, ticket_side(terms->side));
	put(parameters, refusal_rules_type(terms->type));
	put(parameters, refusal_rules_tif(terms->tif));
	put(parameters, ticket->position_intent);
	put_or_null(parameters, terms->has_quantity, terms->quantity.e9, QUANTITY_SCALE);
	put_or_null(parameters, !terms->has_quantity, terms->notional.e6, MONEY_SCALE);
	put_or_null(parameters, terms->limit.e6 != 0, terms->limit.e6, PRICE_SCALE);
	put(parameters, terms->extended_hours ? "t" : "f");
	put(parameters, ticket->source);
	put(parameters, ticket->source_id);
	if (terms->expires_us == 0)
		put(parameters, NULL);
	else
		put_integer(parameters, terms->expires_us);
}

static void put_fill(struct parameters *parameters, const struct post_once *once)
{
	put(parameters, once->id);
	put_quantity(parameters, once->fill.quantity);
	put_price(parameters, once->fill.price);
	put_money(parameters, once->fill.value);
	put_money(parameters, once->fee);
	put_quantity(parameters, once->position);
	put_price(parameters, once->market.bid);
	put_price(parameters, once->market.ask);
	put_quantity(parameters, once->market.bid_size);
	put_quantity(parameters, once->market.ask_size);
	put_integer(parameters, once->market.time_us);
	put(parameters, once->source);
	put(parameters, once->model);
	put_made(parameters, once->explanation);
}

static void put_entries(struct parameters *parameters, const struct post_once *once)
{
	struct text parties, assets, amounts;
	begin_array(parameters, &parties);
	begin_array(parameters, &assets);
	begin_array(parameters, &amounts);
	for (size_t i = 0; i < once->entry_count; i++) {
		const struct ledger_entry *entry = &once->entries[i];
		bool cash = strcmp(entry->asset, LEDGER_CASH) == 0;
		add_text(&parties, ledger_rules_party(entry->party));
		add_text(&assets, entry->asset);
		add_decimal(&amounts, entry->units, cash ? MONEY_SCALE : QUANTITY_SCALE);
	}
	put_array(parameters, &parties);
	put_array(parameters, &assets);
	put_array(parameters, &amounts);
}

static void put_position(struct parameters *parameters, const struct post *post)
{
	char session[CALENDAR_DATE_SIZE];
	const struct book_holding *holding =
		book_holding(post->book, post->once.ticket->terms.symbol);
	calendar_format_day(post->book->session_day, session);
	put_money(parameters, holding->terms.cost);
	put_made(parameters, arena_copy(parameters->arena, session, strlen(session)));
}

/* In the order of their numbers; of a lot that is closed nothing is left. */
static void put_lots(struct parameters *parameters, const struct lot_book *book)
{
	enum { NUMBER, OPENED, FILL, QUANTITY, REMAINING, COST, COLUMNS };
	struct text columns[COLUMNS];
	size_t next = 0;
	for (int i = 0; i < COLUMNS; i++)
		begin_array(parameters, &columns[i]);
	for (size_t i = 0; i < book->fact_count; i++) {
		const struct lot_fact *fact = &book->facts[i];
		const struct lot *lot = NULL;
		if (next < book->lots.count &&
			book->lots.items[next].number == fact->number)
			lot = &book->lots.items[next++];
		if (!fact->changed)
			continue;
		add_decimal(&columns[NUMBER], fact->number, 0);
		add_decimal(&columns[OPENED], fact->opened_us, 0);
		add_text(&columns[FILL], fact->fill_id);
		add_decimal(&columns[QUANTITY], fact->quantity.e9, QUANTITY_SCALE);
		add_decimal(&columns[REMAINING], lot == NULL ? 0 : lot->quantity.e9,
			QUANTITY_SCALE);
		add_decimal(&columns[COST], lot == NULL ? 0 : lot->cost.e6, MONEY_SCALE);
	}
	for (int i = 0; i < COLUMNS; i++)
		put_array(parameters, &columns[i]);
}

static void put_closings(
	struct parameters *parameters, const struct lot_closings *closings)
{
	enum { LOT, OPENED, QUANTITY, COST, CASH, COLUMNS };
	struct text columns[COLUMNS];
	for (int i = 0; i < COLUMNS; i++)
		begin_array(parameters, &columns[i]);
	for (size_t i = 0; i < closings->count; i++) {
		const struct lot_closing *closing = &closings->items[i];
		add_decimal(&columns[LOT], closing->number, 0);
		add_decimal(&columns[OPENED], closing->opened_us, 0);
		add_decimal(&columns[QUANTITY], closing->quantity.e9, QUANTITY_SCALE);
		add_decimal(&columns[COST], closing->cost.e6, MONEY_SCALE);
		add_decimal(&columns[CASH], closing->cash.e6, MONEY_SCALE);
	}
	for (int i = 0; i < COLUMNS; i++)
		put_array(parameters, &columns[i]);
}

int post_once_queue(const struct post *post)
{
	const struct post_once *once = &post->once;
	struct parameters parameters = {.arena = post->book->arena};
	put_account(&parameters, post->book);
	put_order(&parameters, once->ticket);
	put_fill(&parameters, once);
	put_entries(&parameters, once);
	put_position(&parameters, post);
	put_lots(&parameters, once->lots);
	put_closings(&parameters, &once->closings);
	for (size_t i = 0; i < POST_ONCE_MESSAGES; i++)
		put_made(&parameters, once->messages[i]);
	return parameters.failed ? -1
				 : transaction_queue(post->book->transaction,
					   STATEMENT_TRADING_FILL_AT_ONCE,
					   parameters.count, parameters.items);
}
