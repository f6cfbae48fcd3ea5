#include "api/order_refusal.h"

#include "base/text.h"
#include "http/reply.h"
#include "http/request.h"
#include "trading/amount.h"

#include <stdio.h>
#include <string.h>

#define TRAIL "trail"

enum { FIELD_SIZE = 32 };

struct word {
	const char *start;
	size_t length;
};

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

/* The number of a parameter of the request's route, by its name up to `length`; -1 when
 * it has none such. */
static int param_of(const struct request *request, const char *name, size_t length)
{
	const struct route *route = request->route;
	for (size_t i = 0; i < route->param_count; i++)
		if (strlen(route->params[i].name) == length &&
			memcmp(route->params[i].name, name, length) == 0)
			return (int)i;
	return -1;
}

/* Of the fields meant, the one that the request gave, or could have given when no other
 * is meant. A change calls what an order trails by "trail". Empty: none. */
static struct word field_of(const struct request *request, const char *fields)
{
	bool several = strchr(fields, ' ') != NULL;
	for (const char *next = fields; *next != '\0'; next += *next == ' ') {
		struct word field = {next, strcspn(next, " ")};
		next += field.length;
		size_t whole = strcspn(field.start, ". ");
		int number = param_of(request, field.start,
			whole < field.length ? whole : field.length);
		if (number < 0 && text_starts(field.start, TRAIL)) {
			field = (struct word){TRAIL, strlen(TRAIL)};
			number = param_of(request, field.start, field.length);
		}
		if (number >= 0 && (!several || request->values[number].given))
			return field;
	}
	return (struct word){"", 0};
}

static void write_field(struct json_writer *json, const struct request *request,
	enum trade_refusal refusal, const struct trade_details *details)
{
	char name[FIELD_SIZE];
	struct word field = field_of(request, refusal_rules_fields(refusal, details));
	if (field.length == 0)
		return;
	snprintf(name, sizeof(name), "%.*s", (int)field.length, field.start);
	json_write_pair(json, "field", name);
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
	write_field(&json, reply->request, refusal, details);
	json_write_pair(&json, "request_id", reply->request->id);
	json_write_object_end(&json);
	if (status == 503)
		reply_header(reply, "Retry-After", "1");
	return reply_end(reply, status);
}
