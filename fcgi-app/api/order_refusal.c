#include "api/order_refusal.h"

#include "http/reply.h"
#include "http/request.h"
#include "trading/amount.h"

static void write_more(struct json_writer *json, enum trade_refusal refusal,
	const struct trade_details *details)
{
	switch (refusal_rules_members(refusal)) {
	case TRADE_MEMBERS_NONE:
		return;
	case TRADE_MEMBERS_POWER:
		amount_write_money(json, "buying_power", details->buying_power);
		amount_write_money(json, "cost_basis", details->cost_basis);
		return;
	case TRADE_MEMBERS_AVAILABLE:
		amount_write_quantity(json, "available", details->available);
		amount_write_quantity(json, "existing_qty", details->existing);
		amount_write_quantity(json, "held_for_orders", details->held);
		json_write_pair(json, "symbol", details->symbol);
		return;
	case TRADE_MEMBERS_OPPOSITE:
		json_write_pair(json, "existing_order_id", details->id);
		json_write_pair(json, "reject_reason", details->reason);
		return;
	case TRADE_MEMBERS_BASE:
		amount_write_price(json, "base_price", details->base);
		return;
	}
}

void order_refusal_write(struct json_writer *json, enum trade_refusal refusal,
	const struct trade_details *details)
{
	char message[REFUSAL_MESSAGE_SIZE];
	refusal_rules_message(refusal, details, message);
	json_write_pair_integer(json, "code", refusal_rules_fact(refusal)->code);
	json_write_pair(json, "message", message);
	write_more(json, refusal, details);
}

int order_refusal_reply(struct reply *reply, enum trade_refusal refusal,
	const struct trade_details *details)
{
	int status = refusal_rules_fact(refusal)->status;
	reply->body.length = 0;
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	order_refusal_write(&json, refusal, details);
	json_write_pair(&json, "request_id", reply->request->id);
	json_write_object_end(&json);
	if (status == 503)
		reply_header(reply, "Retry-After", "1");
	return reply_end(reply, status);
}
