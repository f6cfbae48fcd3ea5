#include "api/order_list.h"

#include "api/account_choice.h"
#include "api/context.h"
#include "api/order_refusal.h"
#include "base/arena.h"
#include "db/array.h"
#include "http/reply.h"
#include "trading/ticket_write.h"

#include <stdio.h>
#include <string.h>

enum { STATUS, LIMIT, AFTER, UNTIL, DIRECTION, NESTED, SYMBOLS, SIDE };
enum { ID = 0, CLIENT_ID = 0 };
enum { MOST = 500, SYMBOLS_MOST = 200, CLIENT_ID_MOST = 4096 };

const struct param order_list_params[ORDER_LIST_PARAMS] = {
	[STATUS] = {.name = "status",
		.place = PARAM_QUERY,
		.kind = PARAM_CHOICE,
		.choices = "open closed all",
		.initial = "open",
		.description = "open, closed or all."},
	[LIMIT] = {.name = "limit",
		.place = PARAM_QUERY,
		.kind = PARAM_INTEGER,
		.least = 1,
		.most = MOST,
		.initial = "50",
		.description = "At most so many."},
	[AFTER] = {.name = "after",
		.place = PARAM_QUERY,
		.kind = PARAM_TIME,
		.description = "Submitted after that."},
	[UNTIL] = {.name = "until",
		.place = PARAM_QUERY,
		.kind = PARAM_TIME,
		.description = "Submitted before that."},
	[DIRECTION] = {.name = "direction",
		.place = PARAM_QUERY,
		.kind = PARAM_CHOICE,
		.choices = "asc desc",
		.initial = "desc",
		.description = "Oldest first: asc; newest first: desc."},
	[NESTED] = {.name = "nested",
		.place = PARAM_QUERY,
		.kind = PARAM_BOOLEAN,
		.initial = "false",
		.description = "Legs under the orders that they hang on?"},
	[SYMBOLS] = {.name = "symbols",
		.place = PARAM_QUERY,
		.kind = PARAM_SYMBOLS,
		.most = SYMBOLS_MOST,
		.description = "Only of these."},
	[SIDE] = {.name = "side",
		.place = PARAM_QUERY,
		.kind = PARAM_CHOICE,
		.choices = "buy sell",
		.description = "Only of this side."},
};

const struct param order_list_one_params[ORDER_LIST_ONE_PARAMS] = {
	[ID] = {.name = "order_id",
		.place = PARAM_PATH,
		.kind = PARAM_UUID,
		.required = true,
		.description = "The order's id."},
};

const struct param order_list_client_params[ORDER_LIST_CLIENT_PARAMS] = {
	[CLIENT_ID] = {.name = "client_order_id",
		.place = PARAM_QUERY,
		.kind = PARAM_TEXT,
		.required = true,
		.least = 1,
		.most = CLIENT_ID_MOST,
		.description = "The id that its client gave it."},
};

/* NULL is an array of all symbols: none was named. -1 without memory. */
static int read_symbols(const struct request *request, const char **array)
{
	const char *const *symbols = NULL;
	int count = param_symbols(request->arena, &request->values[SYMBOLS], &symbols);
	*array = NULL;
	if (count <= 0)
		return count;
	*array = array_text(request->arena, symbols, (size_t)count);
	return *array == NULL ? -1 : 0;
}

static const char *time_text(const struct param_value *value, char text[24])
{
	if (!value->given)
		return NULL;
	snprintf(text, 24, "%lld", (long long)value->integer);
	return text;
}

/* The legs that hang on these orders. */
static int read_legs(struct request *request, const char *account_id,
	const struct tickets *orders, struct tickets *legs)
{
	struct rows rows;
	const char **ids =
		arena_alloc(request->arena, (orders->count + 1) * sizeof(*ids));
	*legs = (struct tickets){0};
	if (ids == NULL)
		return -1;
	for (size_t i = 0; i < orders->count; i++)
		ids[i] = orders->items[i].id;
	const char *const parameters[] = {
		account_id, array_text(request->arena, ids, orders->count)};
	if (orders->count == 0)
		return 0;
	if (parameters[1] == NULL ||
		transaction_run(context_transaction(request), STATEMENT_ORDERS_LEGS, 2,
			parameters, &rows) != 0)
		return -1;
	return ticket_read(request->arena, &rows, 0, legs);
}

static int write_list(
	struct reply *reply, const struct tickets *orders, const struct tickets *legs)
{
	struct json_writer json = reply_json(reply);
	json_write_array(&json);
	for (size_t i = 0; i < orders->count; i++)
		ticket_write(&json, &orders->items[i], legs);
	json_write_array_end(&json);
	return reply_end(reply, 200);
}

int order_list(struct request *request, struct reply *reply)
{
	const struct param_value *values = request->values;
	char after[24], until[24], limit[24];
	const char *symbols;
	const char *account_id = account_choice(request);
	bool up = strcmp(values[DIRECTION].text, "asc") == 0;
	struct rows rows;
	struct tickets orders, legs = {0};
	if (account_id == NULL)
		return account_choice_refuse(reply);
	if (read_symbols(request, &symbols) != 0)
		return -1;
	snprintf(limit, sizeof(limit), "%lld", (long long)values[LIMIT].integer);
	const char *const parameters[] = {account_id, values[STATUS].text,
		time_text(&values[AFTER], after), time_text(&values[UNTIL], until),
		symbols, values[SIDE].text, values[NESTED].flag ? "true" : "false",
		limit};
	if (transaction_run(context_transaction(request),
		    up ? STATEMENT_ORDERS_LIST_UP : STATEMENT_ORDERS_LIST_DOWN, 8,
		    parameters, &rows) != 0 ||
		ticket_read(request->arena, &rows, 0, &orders) != 0)
		return -1;
	if (values[NESTED].flag && read_legs(request, account_id, &orders, &legs) != 0)
		return -1;
	return write_list(reply, &orders, &legs);
}

/* The one order that a statement found, with its legs. */
static int reply_one(struct request *request, struct reply *reply,
	enum statement_name statement, const char *wanted)
{
	struct rows rows;
	struct tickets found, legs;
	struct trade_details details = {.id = wanted};
	const char *const parameters[] = {account_choice(request), wanted};
	if (parameters[0] == NULL)
		return account_choice_refuse(reply);
	if (transaction_run(
		    context_transaction(request), statement, 2, parameters, &rows) != 0 ||
		ticket_read(request->arena, &rows, 0, &found) != 0)
		return -1;
	if (found.count == 0)
		return order_refusal_reply(reply, REFUSE_NO_ORDER, &details);
	if (read_legs(request, parameters[0], &found, &legs) != 0)
		return -1;
	struct json_writer json = reply_json(reply);
	ticket_write(&json, &found.items[0], &legs);
	return reply_end(reply, 200);
}

int order_list_one(struct request *request, struct reply *reply)
{
	return reply_one(request, reply, STATEMENT_ORDERS_FIND, request->values[ID].text);
}

int order_list_client(struct request *request, struct reply *reply)
{
	return reply_one(request, reply, STATEMENT_ORDERS_FIND_CLIENT,
		request->values[CLIENT_ID].text);
}
