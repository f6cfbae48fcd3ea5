#include "api/activity.h"

#include "api/context.h"
#include "api/page.h"
#include "base/arena.h"
#include "http/reply.h"

#include <string.h>

enum { AGENT_LIMIT = 256 };

const struct param activity_params[ACTIVITY_PARAMS] = {
	[ACTIVITY_LIMIT] = PAGE_LIMIT(500, "100", "At most so many entries."),
	[ACTIVITY_BEFORE] = PAGE_BEFORE,
};

const char *activity_agent(const struct request *request)
{
	const char *agent = request_header(request, "HTTP_USER_AGENT");
	if (agent == NULL)
		return "";
	size_t length = strnlen(agent, AGENT_LIMIT);
	while (length > 0 && !text_is_utf8(agent, length))
		length--;
	const char *kept = arena_copy(request->arena, agent, length);
	return kept == NULL ? "" : kept;
}

int activity_note(struct request *request, const char *action,
	enum activity_outcome outcome, const char *detail)
{
	struct rows rows;
	const char *const parameters[] = {action,
		outcome == ACTIVITY_DONE ? "done" : "refused", request->client,
		activity_agent(request), request->id, detail};
	return transaction_run(context_transaction(request), STATEMENT_ACTIVITY_INSERT, 6,
		parameters, &rows);
}

static void write_entry(
	struct json_writer *json, const struct rows *rows, int row, bool named)
{
	static const char *const texts[] = {
		"created_at", "action", "outcome", "address", "user_agent", "request_id"};
	json_write_object(json);
	json_write_pair_integer(json, "id", rows_integer(rows, row, "id"));
	if (named) {
		json_write_pair(json, "user_id", rows_text(rows, row, "public_id"));
		json_write_pair(json, "username", rows_text(rows, row, "username"));
	}
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		json_write_pair(json, texts[i], rows_text(rows, row, texts[i]));
	json_write_key(json, "detail");
	json_write_raw(json, rows_text(rows, row, "detail"));
	json_write_object_end(json);
}

void activity_write(
	struct json_writer *json, const struct rows *rows, int64_t limit, bool named)
{
	json_write_object(json);
	json_write_key(json, "activity");
	json_write_array(json);
	for (int row = 0; row < rows->count; row++)
		write_entry(json, rows, row, named);
	json_write_array_end(json);
	page_write_next(json, "next_before", rows, limit);
	json_write_object_end(json);
}

int activity_list(struct request *request, struct reply *reply)
{
	struct rows rows;
	const char *parameters[] = {request->values[ACTIVITY_BEFORE].text,
		request->values[ACTIVITY_LIMIT].text};
	if (transaction_run(context_transaction(request), STATEMENT_ACTIVITY_LIST, 2,
		    parameters, &rows) != 0)
		return -1;
	struct json_writer json = reply_json(reply);
	activity_write(&json, &rows, request->values[ACTIVITY_LIMIT].integer, false);
	return reply_end(reply, 200);
}
