#include "api/fills.h"

#include "api/account_choice.h"
#include "api/context.h"
#include "http/reply.h"

#include <stdio.h>

enum { START, END, SYMBOL, LIMIT, BEFORE };
enum { ID };
enum { MOST = 1000 };

const struct param fills_list_params[FILLS_LIST_PARAMS] = {
	[START] = {.name = "start",
		.place = PARAM_QUERY,
		.kind = PARAM_TIME,
		.description = "Only after that."},
	[END] = {.name = "end",
		.place = PARAM_QUERY,
		.kind = PARAM_TIME,
		.description = "Only before that."},
	[SYMBOL] = {.name = "symbol",
		.place = PARAM_QUERY,
		.kind = PARAM_SYMBOL,
		.description = "Only of this symbol."},
	[LIMIT] = {.name = "limit",
		.place = PARAM_QUERY,
		.kind = PARAM_INTEGER,
		.least = 1,
		.most = MOST,
		.initial = "100",
		.description = "At most so many."},
	[BEFORE] = {.name = "before",
		.place = PARAM_QUERY,
		.kind = PARAM_UUID,
		.description = "Only those before this fill: next_before of the last "
			       "reply."},
};

const struct param fills_explain_params[FILLS_EXPLAIN_PARAMS] = {
	[ID] = {.name = "fill_id",
		.place = PARAM_PATH,
		.kind = PARAM_UUID,
		.required = true,
		.description = "The fill's id."},
};

static void write_time(struct json_writer *json, const char *key, const struct rows *rows,
	int row, const char *column)
{
	json_write_key(json, key);
	json_write_time(json, rows_integer(rows, row, column));
}

static void write_quote(struct json_writer *json, const struct rows *rows, int row)
{
	static const char *const texts[] = {"bid", "ask", "bid_size", "ask_size"};
	json_write_key(json, "quote");
	json_write_object(json);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		json_write_pair(json, texts[i], rows_text(rows, row, texts[i]));
	write_time(json, "time", rows, row, "quote_us");
	json_write_pair(json, "source", rows_text(rows, row, "quote_source"));
	json_write_object_end(json);
}

/* A fill, in an object that is left open. */
static void write_fill(struct json_writer *json, const struct rows *rows, int row)
{
	json_write_object(json);
	json_write_pair(json, "id", rows_text(rows, row, "id"));
	json_write_pair(json, "order_id", rows_text(rows, row, "order_id"));
	write_time(json, "time", rows, row, "at_us");
	json_write_pair(json, "symbol", rows_text(rows, row, "symbol"));
	json_write_pair(json, "side", rows_text(rows, row, "side"));
	json_write_pair(json, "qty", rows_text(rows, row, "quantity"));
	json_write_pair(json, "price", rows_text(rows, row, "price"));
	json_write_pair(json, "value", rows_text(rows, row, "value"));
	json_write_pair(json, "fee", rows_text(rows, row, "fee"));
	json_write_pair(json, "position_qty", rows_text(rows, row, "position_quantity"));
	json_write_pair(json, "model", rows_text(rows, row, "model"));
}

static const char *time_text(const struct param_value *value, char text[24])
{
	if (!value->given)
		return NULL;
	snprintf(text, 24, "%lld", (long long)value->integer);
	return text;
}

static int refuse_absent(struct reply *reply)
{
	return reply_refuse_because(
		reply, REFUSAL_ABSENT, "there is no such fill of yours");
}

static int reply_fills(struct reply *reply, const struct rows *rows, int64_t limit)
{
	bool full = rows->count > 0 && rows->count == limit;
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	json_write_key(&json, "trades");
	json_write_array(&json);
	for (int row = 0; row < rows->count; row++) {
		write_fill(&json, rows, row);
		json_write_object_end(&json);
	}
	json_write_array_end(&json);
	json_write_pair(&json, "next_before",
		full ? rows_text(rows, rows->count - 1, "id") : NULL);
	json_write_object_end(&json);
	return reply_end(reply, 200);
}

int fills_list(struct request *request, struct reply *reply)
{
	const struct param_value *values = request->values;
	struct transaction *transaction = context_transaction(request);
	char start[24], end[24], limit[24];
	struct rows before, rows;
	snprintf(limit, sizeof(limit), "%lld", (long long)values[LIMIT].integer);
	const char *const parameters[] = {account_choice(request),
		time_text(&values[START], start), time_text(&values[END], end),
		values[SYMBOL].text, values[BEFORE].text, limit};
	const char *const place[] = {values[BEFORE].text, parameters[0]};
	if (parameters[0] == NULL)
		return account_choice_refuse(reply);
	if (transaction_queue(transaction, STATEMENT_FILLS_FIND, 2, place) != 0 ||
		transaction_queue(
			transaction, STATEMENT_FILLS_LIST_DOWN, 6, parameters) != 0 ||
		transaction_fetch(transaction, &before) != 0 ||
		transaction_fetch(transaction, &rows) != 0)
		return -1;
	return values[BEFORE].given && before.count == 0
		       ? refuse_absent(reply)
		       : reply_fills(reply, &rows, values[LIMIT].integer);
}

/* A key sees its own account alone; a web session, all of its user's. */
int fills_explain(struct request *request, struct reply *reply)
{
	struct rows rows;
	bool key = identity_access(request)->kind == ACCESS_KEY;
	const char *const parameters[] = {
		request->values[ID].text, key ? account_choice(request) : NULL};
	if (transaction_run(context_transaction(request), STATEMENT_FILLS_FIND, 2,
		    parameters, &rows) != 0)
		return -1;
	if (rows.count == 0)
		return refuse_absent(reply);
	struct json_writer json = reply_json(reply);
	write_fill(&json, &rows, 0);
	write_quote(&json, &rows, 0);
	json_write_key(&json, "explanation");
	json_write_raw(&json, rows_text(&rows, 0, "explanation"));
	json_write_object_end(&json);
	return reply_end(reply, 200);
}
