#include "api/orders.h"

#include "api/idempotency.h"
#include "api/order_desk.h"
#include "api/order_preview.h"
#include "api/order_refusal.h"
#include "http/reply.h"
#include "http/request.h"
#include "trading/ticket_write.h"

/* An order on its way, from the body to what came of it. */
struct placed {
	struct order_body body;
	struct scene scene;
	struct order_desk desk;
	struct placing placing;
	const char *key;
};

/* Opens the desk for an order. 1: it is open; else what the handler returns. */
static int open_desk(
	struct request *request, struct reply *reply, bool locks, struct placed *placed)
{
	struct scene_time time = order_desk_time(request);
	struct placing_request *wanted = &placed->body.request;
	const char *symbol = placed->scene.instrument.symbol;
	struct book_query query = {.locks = locks,
		.places = true,
		.client_order_id = wanted->client_order_id,
		.key = placed->key,
		.symbols = &symbol,
		.symbol_count = 1,
		.side = ticket_side(wanted->wanted.order.side),
		.more = PLACING_ORDERS};
	scene_of(placed->body.symbol, &time, &placed->scene);
	wanted->wanted.option = placed->scene.option;
	return order_desk_open(request, reply, query, &placed->desk);
}

/* Decides; 1 when the order goes through. */
static int decide(struct reply *reply, struct placed *placed)
{
	int broken;
	enum trade_refusal refusal = placing_decide(&placed->desk.post, &placed->scene,
		&placed->body.request, &placed->placing, &broken);
	if (broken != 0)
		return -1;
	return refusal == REFUSE_NOTHING
		       ? 1
		       : order_refusal_reply(reply, refusal, &placed->placing.details);
}

static int preview(struct request *request, struct reply *reply, struct placed *placed)
{
	int done = open_desk(request, reply, false, placed);
	if (done == 1)
		done = decide(reply, placed);
	return done != 1 ? done
			 : order_preview_reply(reply, &placed->desk.book, &placed->scene,
				   &placed->placing);
}

int orders_preview(struct request *request, struct reply *reply)
{
	struct placed placed = {0};
	int read = order_body_read(request, reply, &placed.body);
	return read == 1 ? preview(request, reply, &placed) : read;
}

static int reply_order(
	struct request *request, struct reply *reply, struct placed *placed)
{
	struct json_writer json = reply_json(reply);
	ticket_write(&json, placed->placing.ticket, &placed->desk.book.orders);
	int ended = reply_end(reply, 200);
	if (post_queue(&placed->desk.post) != 0 ||
		idempotency_keep(
			request, reply, placed->desk.book.account_id, placed->key) != 0)
		return -1;
	return ended;
}

int orders_create(struct request *request, struct reply *reply)
{
	struct placed placed = {0};
	int done = order_body_read(request, reply, &placed.body);
	if (done == 1 && placed.body.dry)
		return preview(request, reply, &placed);
	if (done == 1)
		done = idempotency_read(request, reply, &placed.key);
	if (done == 1)
		done = open_desk(request, reply, true, &placed);
	if (done == 1)
		done = idempotency_replay(request, reply, placed.desk.book.reply);
	if (done == 1)
		done = decide(reply, &placed);
	return done == 1 ? reply_order(request, reply, &placed) : done;
}
