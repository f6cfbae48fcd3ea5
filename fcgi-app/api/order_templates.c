#include "api/order_templates.h"

#include "api/context.h"
#include "api/idempotency.h"
#include "base/json_copy.h"
#include "http/reply.h"

#include <stdio.h>
#include <string.h>

enum { NAME, ORDER, TEMPLATE };
enum { MOST = 200, ORDER_MOST = 8192, LIMIT_TEXT_SIZE = 8 };

static const char TOO_LARGE[] = "is larger than 8 KB";

#define TEMPLATE_NAME(is_required)                                                       \
	{                                                                                \
		.name = "name", .place = PARAM_BODY, .kind = PARAM_TEXT,                 \
		.required = (is_required), .least = 1, .most = 64,                       \
		.description = "What it is called; no two are the same."                 \
	}
#define TEMPLATE_ORDER(is_required)                                                      \
	{                                                                                \
		.name = "order", .place = PARAM_BODY, .kind = PARAM_OBJECT,              \
		.required = (is_required),                                               \
		.description = "The order's fields, at most 8 KB."                       \
	}
#define TEMPLATE_ID                                                                      \
	{                                                                                \
		.name = "template_id", .place = PARAM_PATH, .kind = PARAM_UUID,          \
		.required = true, .description = "The template."                         \
	}

const struct param order_templates_create_params[ORDER_TEMPLATES_CREATE_PARAMS] = {
	[NAME] = TEMPLATE_NAME(true), [ORDER] = TEMPLATE_ORDER(true)};
const struct param order_templates_change_params[ORDER_TEMPLATES_CHANGE_PARAMS] = {
	[NAME] = TEMPLATE_NAME(false),
	[ORDER] = TEMPLATE_ORDER(false),
	[TEMPLATE] = TEMPLATE_ID};
const struct param order_templates_one_params[ORDER_TEMPLATES_ONE_PARAMS] = {TEMPLATE_ID};

static void write_template(struct json_writer *json, const struct rows *rows, int row)
{
	json_write_object(json);
	json_write_pair(json, "id", rows_text(rows, row, "id"));
	json_write_pair(json, "name", rows_text(rows, row, "name"));
	json_write_key(json, "order");
	json_write_raw(json, rows_text(rows, row, "body"));
	json_write_key(json, "created_at");
	json_write_time(json, rows_integer(rows, row, "created_us"));
	json_write_key(json, "updated_at");
	json_write_time(json, rows_integer(rows, row, "updated_us"));
	json_write_object_end(json);
}

int order_templates_list(struct request *request, struct reply *reply)
{
	struct rows rows;
	char most[LIMIT_TEXT_SIZE];
	const char *parameter = most;
	snprintf(most, sizeof(most), "%d", MOST);
	if (transaction_run(context_transaction(request), STATEMENT_ORDER_TEMPLATES_LIST,
		    1, &parameter, &rows) != 0)
		return -1;
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	json_write_key(&json, "templates");
	json_write_array(&json);
	for (int row = 0; row < rows.count; row++)
		write_template(&json, &rows, row);
	json_write_array_end(&json);
	json_write_object_end(&json);
	return reply_end(reply, 200);
}

static int reply_template(struct reply *reply, const struct rows *rows, int status)
{
	struct json_writer json = reply_json(reply);
	write_template(&json, rows, 0);
	return reply_end(reply, status);
}

static int refuse_name(struct reply *reply)
{
	return reply_refuse_because(
		reply, REFUSAL_PARAMETER, "template name must be unique");
}

/* Why the database refused a template. */
static int refuse_value(const struct request *request, struct reply *reply)
{
	const char *state = context_transaction(request)->sqlstate;
	if (strcmp(state, "23505") == 0)
		return refuse_name(reply);
	return strcmp(state, "23514") == 0 ? reply_refuse_field(reply, "order", TOO_LARGE)
					   : -1;
}

/* The order that the request gives, as it came. */
static const char *read_order(const struct request *request)
{
	struct text out = text_in(request->arena);
	struct json_writer json = json_write_to(&out);
	json_copy(&json, request->values[ORDER].json);
	return text_done(&out);
}

static int create(struct request *request, struct reply *reply)
{
	struct rows rows;
	struct transaction *transaction = context_transaction(request);
	const char *name = request->values[NAME].text;
	const char *const parameters[] = {name, read_order(request)};
	if (parameters[1] == NULL)
		return -1;
	if (strlen(parameters[1]) > ORDER_MOST)
		return reply_refuse_field(reply, "order", TOO_LARGE);
	if (transaction_run(transaction, STATEMENT_ORDER_TEMPLATES_STANDING, 1, &name,
		    &rows) != 0)
		return -1;
	if (rows_flag(&rows, 0, "taken"))
		return refuse_name(reply);
	if (rows_integer(&rows, 0, "templates") >= MOST)
		return reply_refuse_because(reply, REFUSAL_STATE,
			"you have two hundred templates: delete some first");
	if (transaction_run(transaction, STATEMENT_ORDER_TEMPLATES_INSERT, 2, parameters,
		    &rows) != 0)
		return refuse_value(request, reply);
	return rows.count == 0 ? refuse_name(reply) : reply_template(reply, &rows, 201);
}

int order_templates_create(struct request *request, struct reply *reply)
{
	return idempotency_once(
		request, reply, identity_access(request)->account_id, create);
}

int order_templates_change(struct request *request, struct reply *reply)
{
	struct rows rows;
	struct rows standing;
	struct transaction *transaction = context_transaction(request);
	const struct param_value *values = request->values;
	const char *order = values[ORDER].given ? read_order(request) : NULL;
	const char *const parameters[] = {
		values[TEMPLATE].text, values[NAME].text, order};
	if (values[ORDER].given && order == NULL)
		return -1;
	if (order != NULL && strlen(order) > ORDER_MOST)
		return reply_refuse_field(reply, "order", TOO_LARGE);
	if (transaction_run(transaction, STATEMENT_ORDER_TEMPLATES_UPDATE, 3, parameters,
		    &rows) != 0)
		return refuse_value(request, reply);
	if (rows.count == 1)
		return reply_template(reply, &rows, 200);
	if (transaction_run(transaction, STATEMENT_ORDER_TEMPLATES_STANDING, 1,
		    &parameters[1], &standing) != 0)
		return -1;
	return rows_flag(&standing, 0, "taken") ? refuse_name(reply)
						: reply_refuse(reply, REFUSAL_ABSENT);
}

int order_templates_delete(struct request *request, struct reply *reply)
{
	struct rows rows;
	const char *template = request->values[0].text;
	if (transaction_run(context_transaction(request),
		    STATEMENT_ORDER_TEMPLATES_DELETE, 1, &template, &rows) != 0)
		return -1;
	return rows.count == 0 ? reply_refuse(reply, REFUSAL_ABSENT)
			       : reply_end(reply, 204);
}
