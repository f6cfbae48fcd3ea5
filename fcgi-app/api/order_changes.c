#include "api/order_changes.h"

#include "api/idempotency.h"
#include "api/order_body.h"
#include "api/order_desk.h"
#include "api/order_refusal.h"
#include "base/arena.h"
#include "http/reply.h"
#include "http/request.h"
#include "trading/changing.h"
#include "trading/ticket_write.h"

enum { ID, QTY, TIF, LIMIT_PRICE, STOP_PRICE, TRAIL, CLIENT_ORDER_ID };
enum { WORD_MOST = 32, CLIENT_ID_MOST = 4096 };

#define AMOUNT(name_, kind_, about)                                                      \
	{                                                                                \
		.name = (name_), .place = PARAM_BODY, .kind = (kind_),                   \
		.description = (about)                                                   \
	}

const struct param order_changes_replace_params[ORDER_CHANGES_REPLACE_PARAMS] = {
	[ID] = {.name = "order_id",
		.place = PARAM_PATH,
		.kind = PARAM_UUID,
		.required = true,
		.description = "The order's id."},
	[QTY] = AMOUNT(
		"qty", PARAM_QUANTITY, "How many in all, what is filled included."),
	[TIF] = {.name = "time_in_force",
		.place = PARAM_BODY,
		.kind = PARAM_TEXT,
		.most = WORD_MOST,
		.description = "day, gtc, opg, cls, ioc or fok."},
	[LIMIT_PRICE] = AMOUNT("limit_price", PARAM_PRICE, "The worst price taken."),
	[STOP_PRICE] = AMOUNT("stop_price", PARAM_PRICE, "The trade that wakes it."),
	[TRAIL] = AMOUNT("trail", PARAM_PRICE,
		"How far its stop trails, as a price or in per cent, whichever it has."),
	[CLIENT_ORDER_ID] = {.name = "client_order_id",
		.place = PARAM_BODY,
		.kind = PARAM_TEXT,
		.most = CLIENT_ID_MOST,
		.description = "An id of the client's own for the successor."},
};

static struct changing_request read_request(const struct request *request)
{
	const struct param_value *values = request->values;
	const char *tif = param_filled(&values[TIF]);
	struct changing_request change = {.order_id = values[ID].text,
		.wanted = {.has_quantity = values[QTY].given,
			.has_limit = values[LIMIT_PRICE].given,
			.has_stop = values[STOP_PRICE].given,
			.has_trail = values[TRAIL].given,
			.has_tif = tif != NULL,
			.quantity = {values[QTY].integer},
			.limit = {values[LIMIT_PRICE].integer},
			.stop = {values[STOP_PRICE].integer},
			.trail_e6 = values[TRAIL].integer}};
	change.wanted.bad_tif = tif != NULL && !order_body_tif(tif, &change.wanted.tif);
	change.client_order_id = order_body_client_id(
		&values[CLIENT_ORDER_ID], &change.wanted.client_id_length);
	change.source = order_desk_source(request, &change.source_id);
	return change;
}

/* Which symbol the order is in is known by now, and which lots it may close. */
static int look(struct order_desk *desk, struct scene *scene)
{
	const struct tickets *found = &desk->book.found;
	if (found->count == 0)
		return 0;
	const struct terms_order *terms = &found->items[0].terms;
	const char *symbol = terms->symbol;
	scene_of(symbol, &desk->time, scene);
	return book_read_lots(&desk->book, symbol, ticket_side(terms->side));
}

/* Decides on an open desk; 1 when the successor takes its place. */
static int decide(struct request *request, struct reply *reply, struct order_desk *desk)
{
	int broken;
	struct scene scene = {.place = -1};
	struct ticket *successor;
	struct trade_details details = {0};
	struct changing_request change = read_request(request);
	if (look(desk, &scene) != 0)
		return -1;
	enum trade_refusal refusal = changing_replace(
		&desk->post, &scene, &change, &successor, &details, &broken);
	if (broken != 0)
		return -1;
	if (refusal != REFUSE_NOTHING)
		return order_refusal_reply(reply, refusal, &details);
	struct json_writer json = reply_json(reply);
	ticket_write(&json, successor, &desk->book.orders);
	return 1;
}

int order_changes_replace(struct request *request, struct reply *reply)
{
	struct order_desk desk;
	const char *key;
	int done = idempotency_read(request, reply, &key);
	struct changing_request change = read_request(request);
	struct book_query query = {.locks = true,
		.places = true,
		.order_id = change.order_id,
		.client_order_id = change.client_order_id,
		.key = key,
		.more = 1};
	if (done == 1)
		done = order_desk_open(request, reply, query, &desk);
	if (done == 1)
		done = idempotency_replay(request, reply, desk.book.reply);
	if (done == 1)
		done = decide(request, reply, &desk);
	if (done != 1)
		return done;
	int ended = reply_end(reply, 200);
	if (post_queue(&desk.post) != 0 ||
		idempotency_keep(request, reply, desk.book.account_id, key) != 0)
		return -1;
	return ended;
}

int order_changes_cancel(struct request *request, struct reply *reply)
{
	struct order_desk desk;
	struct trade_details details = {0};
	const char *order_id = request->values[ID].text;
	struct book_query query = {.locks = true, .order_id = order_id};
	int done = order_desk_open(request, reply, query, &desk);
	if (done != 1)
		return done;
	enum trade_refusal refusal = changing_cancel(&desk.post, order_id, &details);
	if (refusal != REFUSE_NOTHING)
		return order_refusal_reply(reply, refusal, &details);
	return post_queue(&desk.post) == 0 ? reply_end(reply, 204) : -1;
}

static void write_canceled(struct json_writer *json, const struct ticket *ticket,
	const struct tickets *orders)
{
	json_write_object(json);
	json_write_pair(json, "id", ticket->id);
	json_write_pair_integer(json, "status", 200);
	json_write_key(json, "body");
	ticket_write(json, ticket, orders);
	json_write_object_end(json);
}

int order_changes_cancel_all(struct request *request, struct reply *reply)
{
	struct order_desk desk;
	size_t count;
	struct book_query query = {.locks = true};
	int done = order_desk_open(request, reply, query, &desk);
	if (done != 1)
		return done;
	struct ticket **tickets = arena_alloc(
		request->arena, (desk.book.orders.count + 1) * sizeof(struct ticket *));
	if (tickets == NULL)
		return -1;
	changing_cancel_all(&desk.post, NULL, tickets, &count);
	struct json_writer json = reply_json(reply);
	json_write_array(&json);
	for (size_t i = 0; i < count; i++)
		write_canceled(&json, tickets[i], &desk.book.orders);
	json_write_array_end(&json);
	return post_queue(&desk.post) == 0 ? reply_end(reply, 207) : -1;
}
