#include "api/position_close.h"

#include "api/order_desk.h"
#include "api/order_refusal.h"
#include "base/arena.h"
#include "http/reply.h"
#include "http/request.h"
#include "trading/changing.h"
#include "trading/closing.h"
#include "trading/ticket_write.h"

enum { SYMBOL, QTY, PERCENTAGE };
enum { CANCEL_ORDERS };
enum { SYMBOL_MOST = 64 };

static const int64_t WHOLE_E6 = 100000000;

const struct param position_close_params[POSITION_CLOSE_PARAMS] = {
	[SYMBOL] = {.name = "symbol_or_asset_id",
		.place = PARAM_PATH,
		.kind = PARAM_TEXT,
		.required = true,
		.least = 1,
		.most = SYMBOL_MOST,
		.description = "The symbol, or the asset's id."},
	[QTY] = {.name = "qty",
		.place = PARAM_QUERY,
		.kind = PARAM_QUANTITY,
		.description = "How many of it; all, when nothing is said."},
	[PERCENTAGE] = {.name = "percentage",
		.place = PARAM_QUERY,
		.kind = PARAM_MONEY,
		.least = 1,
		.most = WHOLE_E6,
		.description = "How much of it, in per cent, instead."},
};

const struct param position_close_all_params[POSITION_CLOSE_ALL_PARAMS] = {
	[CANCEL_ORDERS] = {.name = "cancel_orders",
		.place = PARAM_QUERY,
		.kind = PARAM_BOOLEAN,
		.initial = "false",
		.description = "Cancel all open orders first?"},
};

/* Asks for the closing order and places it. -1 when the desk is broken. */
static int place(const struct request *request, struct order_desk *desk,
	const struct scene *scene, const struct closing *closing, struct placing *placing,
	enum trade_refusal *refusal)
{
	int broken = 0;
	struct placing_request order = {0};
	*placing = (struct placing){0};
	order.source = order_desk_source(request, &order.source_id);
	*refusal =
		closing_request(&desk->book, scene, closing, &order, &placing->details);
	if (*refusal == REFUSE_NOTHING)
		*refusal = placing_decide(&desk->post, scene, &order, placing, &broken);
	return broken;
}

static int close_part(struct request *request, struct reply *reply,
	struct order_desk *desk, const struct scene *scene)
{
	const struct param_value *values = request->values;
	const struct closing closing = {.has_quantity = values[QTY].given,
		.has_percentage = values[PERCENTAGE].given,
		.quantity = {values[QTY].integer},
		.percentage_e6 = values[PERCENTAGE].integer};
	struct placing placing;
	enum trade_refusal refusal;
	if (place(request, desk, scene, &closing, &placing, &refusal) != 0)
		return -1;
	if (refusal != REFUSE_NOTHING)
		return order_refusal_reply(reply, refusal, &placing.details);
	struct json_writer json = reply_json(reply);
	ticket_write(&json, placing.ticket, &desk->book.orders);
	return post_queue(&desk->post) == 0 ? reply_end(reply, 200) : -1;
}

int position_close_one(struct request *request, struct reply *reply)
{
	struct order_desk desk;
	struct scene scene;
	struct scene_time time = order_desk_time(request);
	const char *symbol = scene.instrument.symbol;
	if (request->values[QTY].given && request->values[PERCENTAGE].given)
		return reply_refuse_field(
			reply, "percentage", "cannot be given with qty");
	scene_of(request->values[SYMBOL].text, &time, &scene);
	struct book_query query = {.locks = true,
		.places = true,
		.symbols = &symbol,
		.symbol_count = 1,
		.more = PLACING_ORDERS};
	int done = order_desk_open(request, reply, query, &desk);
	return done == 1 ? close_part(request, reply, &desk, &scene) : done;
}

/* One of the list: the order that closes it, or why there is none. */
static int write_closed(const struct request *request, struct order_desk *desk,
	const char *symbol, struct json_writer *json)
{
	static const struct closing all;
	struct placing placing;
	enum trade_refusal refusal;
	/* The order points into it until it is written down. */
	struct scene *scene = arena_alloc(request->arena, sizeof(*scene));
	if (scene == NULL)
		return -1;
	scene_of(symbol, &desk->time, scene);
	if (place(request, desk, scene, &all, &placing, &refusal) != 0)
		return -1;
	json_write_object(json);
	json_write_pair(json, "symbol", symbol);
	json_write_pair_integer(json, "status",
		refusal == REFUSE_NOTHING ? 200 : refusal_rules_fact(refusal)->status);
	json_write_key(json, "body");
	if (refusal == REFUSE_NOTHING) {
		ticket_write(json, placing.ticket, &desk->book.orders);
	} else {
		json_write_object(json);
		order_refusal_write(json, refusal, &placing.details);
		json_write_object_end(json);
	}
	json_write_object_end(json);
	return 0;
}

static int cancel_orders(const struct request *request, struct order_desk *desk)
{
	size_t count;
	struct ticket **tickets = arena_alloc(
		request->arena, (desk->book.orders.count + 1) * sizeof(struct ticket *));
	if (tickets == NULL)
		return -1;
	changing_cancel_all(&desk->post, NULL, tickets, &count);
	return 0;
}

int position_close_all(struct request *request, struct reply *reply)
{
	struct order_desk desk;
	struct book_query query = {.locks = true, .places = true, .all_lots = true};
	int done = order_desk_open(request, reply, query, &desk);
	if (done != 1)
		return done;
	if (request->values[CANCEL_ORDERS].flag && cancel_orders(request, &desk) != 0)
		return -1;
	struct json_writer json = reply_json(reply);
	json_write_array(&json);
	for (size_t i = 0; i < desk.book.holding_count; i++)
		if (write_closed(request, &desk, desk.book.holdings[i].terms.symbol,
			    &json) != 0)
			return -1;
	json_write_array_end(&json);
	return post_queue(&desk.post) == 0 ? reply_end(reply, 207) : -1;
}
