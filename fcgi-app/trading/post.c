#include "trading/post.h"

#include "base/uuid.h"
#include "db/transaction.h"
#include "trading/amount.h"
#include "trading/explanation.h"
#include "trading/ticket_write.h"

#include <stdio.h>
#include <string.h>

static void begin_list(struct post_list *list, struct arena *arena)
{
	list->text = text_in(arena);
	list->json = json_write_to(&list->text);
	list->count = 0;
	json_write_array(&list->json);
}

void post_begin(struct post *post, struct book *book)
{
	*post = (struct post){.book = book};
	begin_list(&post->fills, book->arena);
	begin_list(&post->transfers, book->arena);
	begin_list(&post->closings, book->arena);
	begin_list(&post->messages, book->arena);
}

/* What is known of the fill only now. */
static int note_once(struct post *post, const struct post_fill *fill)
{
	struct post_once *once = &post->once;
	struct text text = text_in(post->book->arena);
	struct json_writer json = json_write_to(&text);
	explanation_write(&json, fill->decision, fill->fill, fill->fee);
	once->explanation = text_done(&text);
	once->ticket = fill->ticket;
	once->id = fill->id;
	once->model = explanation_model(fill->decision->story.model);
	once->source = source_name((enum source)fill->scene->snapshot.source);
	once->fill = *fill->fill;
	once->fee = fill->fee;
	once->position = fill->position;
	once->market = fill->decision->story.market;
	return once->explanation == NULL ? -1 : 0;
}

static void write_fill(
	struct post *post, const struct post_fill *fill, const char *explanation)
{
	struct json_writer *json = &post->fills.json;
	const struct terms_market *market = &fill->decision->story.market;
	const struct ticket *ticket = fill->ticket;
	post->fills.count++;
	json_write_object(json);
	json_write_pair(json, "id", fill->id);
	json_write_pair(json, "order_id", ticket->id);
	json_write_pair_integer(json, "number", ticket->fill_count);
	json_write_pair_integer(json, "at_us", post->book->time.now_us);
	json_write_pair(json, "symbol", ticket->terms.symbol);
	json_write_pair(json, "side", ticket_side(ticket->terms.side));
	amount_write_quantity(json, "quantity", fill->fill->quantity);
	amount_write_price(json, "price", fill->fill->price);
	amount_write_money(json, "value", fill->fill->value);
	amount_write_money(json, "fee", fill->fee);
	amount_write_quantity(json, "position_quantity", fill->position);
	amount_write_price(json, "bid", market->bid);
	amount_write_price(json, "ask", market->ask);
	amount_write_quantity(json, "bid_size", market->bid_size);
	amount_write_quantity(json, "ask_size", market->ask_size);
	json_write_pair_integer(json, "quote_us", market->time_us);
	json_write_pair(json, "quote_source",
		source_name((enum source)fill->scene->snapshot.source));
	json_write_pair(json, "model", explanation_model(fill->decision->story.model));
	json_write_key(json, "explanation");
	json_write_raw(json, explanation);
	json_write_object_end(json);
}

static void write_entries(
	struct json_writer *json, const struct ledger_transfer *transfer)
{
	char amount[DECIMAL_TEXT_SIZE];
	json_write_key(json, "entries");
	json_write_array(json);
	for (size_t i = 0; i < transfer->count; i++) {
		const struct ledger_entry *entry = &transfer->entries[i];
		bool cash = entry->asset[0] >= 'a';
		decimal_format(
			entry->units, cash ? MONEY_SCALE : QUANTITY_SCALE, 0, amount);
		json_write_object(json);
		json_write_pair(json, "party", ledger_rules_party(entry->party));
		json_write_pair(json, "asset", entry->asset);
		json_write_pair(json, "amount", amount);
		json_write_object_end(json);
	}
	json_write_array_end(json);
}

/* A transfer's own members, and its entries; it stays open. */
static int begin_transfer(
	struct post *post, const struct ledger_transfer *transfer, const char *id)
{
	struct json_writer *json = &post->transfers.json;
	if (ledger_rules_check(transfer) != LEDGER_SOUND)
		return -1;
	post->transfers.count++;
	json_write_object(json);
	json_write_pair(json, "kind", ledger_rules_kind(transfer->kind));
	json_write_pair_integer(json, "at_us", post->book->time.now_us);
	json_write_pair(json, "activity_id", id);
	write_entries(json, transfer);
	return 0;
}

static int write_transfer(struct post *post, const struct post_fill *fill)
{
	struct ledger_transfer transfer = {
		.entries = post->once.entries, .limit = LEDGER_FEW};
	const struct terms_order *terms = &fill->ticket->terms;
	if (!ledger_rules_fill(&transfer, terms->side, terms->symbol,
		    fill->fill->quantity, fill->fill->value, fill->fee) ||
		begin_transfer(post, &transfer, fill->id) != 0)
		return -1;
	post->once.entry_count = transfer.count;
	json_write_pair(&post->transfers.json, "fill_id", fill->id);
	json_write_object_end(&post->transfers.json);
	return 0;
}

struct json_writer *post_tell(struct post *post, const char *kind)
{
	post->kind = kind;
	post->message = text_in(post->book->arena);
	post->message_json = json_write_to(&post->message);
	json_write_object(&post->message_json);
	return &post->message_json;
}

void post_told(struct post *post)
{
	struct json_writer *json = &post->messages.json;
	json_write_object_end(&post->message_json);
	const char *message = text_done(&post->message);
	if (post->messages.count < POST_ONCE_MESSAGES)
		post->once.messages[post->messages.count] = message;
	post->messages.count++;
	post->messages.text.failed = post->messages.text.failed || message == NULL;
	json_write_object(json);
	json_write_pair(json, "kind", post->kind);
	json_write_key(json, "payload");
	json_write_raw(json, message == NULL ? "null" : message);
	json_write_object_end(json);
}

/* What of it is the holder's cash. */
static struct money cash_of(const struct ledger_transfer *transfer)
{
	for (size_t i = 0; i < transfer->count; i++)
		if (transfer->entries[i].party == LEDGER_HOLDER &&
			strcmp(transfer->entries[i].asset, LEDGER_CASH) == 0)
			return (struct money){transfer->entries[i].units};
	return (struct money){0};
}

static void tell_transfer(
	struct post *post, const struct post_transfer *what, const char *id)
{
	struct json_writer *json = post_tell(post, "activity");
	json_write_pair(json, "id", id);
	json_write_pair(json, "activity", ledger_rules_kind(what->transfer->kind));
	amount_write_time(json, "timestamp", post->book->time.now_us);
	json_write_pair(json, "symbol", what->symbol);
	amount_write_money(json, "net_amount", cash_of(what->transfer));
	json_write_pair(json, "description", what->note);
	post_told(post);
}

int post_transfer(struct post *post, const struct post_transfer *what)
{
	char id[UUID_SIZE];
	struct json_writer *json = &post->transfers.json;
	if (what->transfer->count == 0)
		return 0;
	uuid_make(post->book->time.wall_us, id);
	if (begin_transfer(post, what->transfer, id) != 0)
		return -1;
	json_write_pair(json, "event", what->event);
	json_write_pair(json, "symbol", what->symbol);
	if (!quantity_is_zero(what->quantity))
		amount_write_quantity(json, "quantity", what->quantity);
	if (!price_is_zero(what->per_share))
		amount_write_price(json, "per_share", what->per_share);
	json_write_pair(json, "note", what->note);
	json_write_object_end(json);
	tell_transfer(post, what, id);
	return 0;
}

/* An open message, to which members may be added. */
static struct json_writer *begin_message(
	struct post *post, const char *event, const struct ticket *ticket)
{
	struct json_writer *json = post_tell(post, "trade_update");
	json_write_pair(json, "event", event);
	amount_write_time(json, "timestamp", post->book->time.now_us);
	json_write_key(json, "order");
	ticket_write(json, ticket, &post->book->orders);
	return json;
}

int post_fill(struct post *post, const struct post_fill *fill)
{
	struct json_writer *json;
	bool whole = fill->ticket->terms.status == TERMS_FILLED;
	if (note_once(post, fill) != 0 || write_transfer(post, fill) != 0)
		return -1;
	write_fill(post, fill, post->once.explanation);
	json = begin_message(post, whole ? "fill" : "partial_fill", fill->ticket);
	json_write_pair(json, "execution_id", fill->id);
	amount_write_price(json, "price", fill->fill->price);
	amount_write_quantity(json, "qty", fill->fill->quantity);
	amount_write_quantity(json, "position_qty", fill->position);
	post_told(post);
	return 0;
}

void post_event(struct post *post, const char *event, const struct ticket *ticket)
{
	begin_message(post, event, ticket);
	post_told(post);
}

void post_closings(struct post *post, const struct lot_book *lots, const char *fill_id,
	const struct lot_closings *closings)
{
	struct json_writer *json = &post->closings.json;
	post->once.lots = lots;
	post->once.closings = *closings;
	for (size_t i = 0; i < closings->count; i++) {
		const struct lot_closing *closing = &closings->items[i];
		const struct lot_fact *fact = lot_book_fact(lots, closing->number);
		post->closings.count++;
		json_write_object(json);
		json_write_pair_integer(json, "lot_number", fact->number);
		json_write_pair(json, "fill_id", fill_id);
		json_write_pair(json, "symbol", lots->symbol);
		json_write_pair_integer(json, "opened_us", fact->opened_us);
		json_write_pair_integer(json, "closed_us", post->book->time.now_us);
		amount_write_quantity(json, "quantity", closing->quantity);
		amount_write_money(json, "cost", closing->cost);
		amount_write_money(json, "cash", closing->cash);
		json_write_object_end(json);
	}
}

/* A statement that takes account, epoch and a list; none for an empty list. */
static int queue_list(
	const struct post *post, enum statement_name name, struct post_list *list)
{
	char epoch[24];
	json_write_array_end(&list->json);
	snprintf(epoch, sizeof(epoch), "%lld", (long long)post->book->epoch);
	const char *const parameters[] = {
		post->book->account_id, epoch, text_done(&list->text)};
	if (list->count == 0)
		return 0;
	return parameters[2] == NULL
		       ? -1
		       : transaction_queue(post->book->transaction, name, 3, parameters);
}

static int queue_orders(const struct post *post)
{
	struct post_list added, changed;
	char now[24];
	begin_list(&added, post->book->arena);
	begin_list(&changed, post->book->arena);
	for (size_t i = 0; i < post->book->orders.count; i++) {
		const struct ticket *ticket = &post->book->orders.items[i];
		if (ticket->mark == TICKET_NEW) {
			added.count++;
			ticket_write_new(&added.json, ticket);
		} else if (ticket->mark == TICKET_CHANGED) {
			changed.count++;
			ticket_write_change(&changed.json, ticket);
		}
	}
	if (queue_list(post, STATEMENT_ORDERS_INSERT, &added) != 0)
		return -1;
	json_write_array_end(&changed.json);
	snprintf(now, sizeof(now), "%lld", (long long)post->book->time.now_us);
	const char *const parameters[] = {
		post->book->account_id, now, text_done(&changed.text)};
	if (changed.count == 0)
		return 0;
	return parameters[2] == NULL ? -1
				     : transaction_queue(post->book->transaction,
					       STATEMENT_ORDERS_UPDATE, 3, parameters);
}

static int queue_positions(const struct post *post)
{
	struct book *book = post->book;
	struct post_list list;
	char epoch[24], now[24], session[CALENDAR_DATE_SIZE];
	begin_list(&list, book->arena);
	calendar_format_day(book->session_day, session);
	for (size_t i = 0; i < book->holding_count; i++) {
		const struct book_holding *holding = &book->holdings[i];
		if (!holding->changed)
			continue;
		list.count++;
		json_write_object(&list.json);
		json_write_pair(&list.json, "symbol", holding->terms.symbol);
		amount_write_quantity(&list.json, "quantity", holding->terms.quantity);
		amount_write_money(&list.json, "cost", holding->terms.cost);
		json_write_pair(&list.json, "session", session);
		json_write_object_end(&list.json);
	}
	json_write_array_end(&list.json);
	snprintf(epoch, sizeof(epoch), "%lld", (long long)book->epoch);
	snprintf(now, sizeof(now), "%lld", (long long)book->time.now_us);
	const char *const parameters[] = {
		book->account_id, epoch, now, text_done(&list.text)};
	if (list.count == 0)
		return 0;
	return parameters[3] == NULL
		       ? -1
		       : transaction_queue(book->transaction,
				 STATEMENT_TRADING_PUT_POSITIONS, 4, parameters);
}

static int queue_lots(const struct post *post)
{
	struct post_list list;
	begin_list(&list, post->book->arena);
	size_t empty = list.text.length;
	for (size_t i = 0; i < post->book->lots.count; i++)
		lot_book_write(&list.json, &post->book->lots.items[i]);
	list.count = list.text.length - empty;
	/* What could not be written has no length. */
	if (list.text.failed)
		return -1;
	return queue_list(post, STATEMENT_TRADING_PUT_LOTS, &list);
}

static int queue_account(const struct post *post)
{
	const struct book *book = post->book;
	char cash[DECIMAL_TEXT_SIZE], number[24], lots[24];
	money_format(book->account.cash, 0, cash);
	snprintf(number, sizeof(number), "%lld", (long long)book->number);
	snprintf(lots, sizeof(lots), "%lld", (long long)book->lot_number);
	const char *const parameters[] = {book->account_id, cash, number, lots};
	return transaction_queue(
		book->transaction, STATEMENT_TRADING_PUT_ACCOUNT, 4, parameters);
}

static int queue_messages(struct post *post)
{
	json_write_array_end(&post->messages.json);
	const char *const parameters[] = {
		post->book->account_id, text_done(&post->messages.text)};
	if (post->messages.count == 0)
		return 0;
	return parameters[1] == NULL ? -1
				     : transaction_queue(post->book->transaction,
					       STATEMENT_OUTBOX_INSERT, 2, parameters);
}

int post_queue(struct post *post)
{
	if (post_once_fits(post))
		return post_once_queue(post);
	if (queue_orders(post) != 0 ||
		queue_list(post, STATEMENT_FILLS_INSERT, &post->fills) != 0 ||
		queue_list(post, STATEMENT_LEDGER_INSERT, &post->transfers) != 0 ||
		queue_positions(post) != 0 || queue_lots(post) != 0 ||
		queue_list(post, STATEMENT_TRADING_INSERT_CLOSINGS, &post->closings) != 0)
		return -1;
	return queue_account(post) != 0 ? -1 : queue_messages(post);
}
