#include "api/telemetry.h"

#include "api/context.h"
#include "api/page.h"
#include "base/settings.h"
#include "http/reply.h"

#include <stdio.h>

enum { LIMIT, BEFORE };

static const struct param event_params[] = {
	{.name = "name",
		.place = PARAM_BODY,
		.kind = PARAM_TEXT,
		.required = true,
		.least = 1,
		.most = 64,
		.description = "What happened."},
	{.name = "page",
		.place = PARAM_BODY,
		.kind = PARAM_TEXT,
		.most = 256,
		.description = "Where in the web app."},
	{.name = "duration_ms",
		.place = PARAM_BODY,
		.kind = PARAM_INTEGER,
		.most = 86400000,
		.description = "How long it took."},
	{.name = "properties",
		.place = PARAM_BODY,
		.kind = PARAM_OBJECT,
		.description = "Anything else, at most 8 KB."},
};

const struct param telemetry_post_params[TELEMETRY_POST_PARAMS] = {
	{.name = "events",
		.place = PARAM_BODY,
		.kind = PARAM_ARRAY,
		.required = true,
		.least = 1,
		.most = 50,
		.items = event_params,
		.item_count = sizeof(event_params) / sizeof(*event_params),
		.description = "The events."},
};

const struct param telemetry_list_params[TELEMETRY_LIST_PARAMS] = {
	[LIMIT] = PAGE_LIMIT(200, "100", "At most so many."),
	[BEFORE] = PAGE_BEFORE,
};

int telemetry_post(struct request *request, struct reply *reply)
{
	struct rows rows;
	int64_t kept = 0;
	if (settings_flag(SETTING_TELEMETRY)) {
		/* The body is JSON that the guards let pass: it goes on as it came,
		 * numbers included. */
		if (transaction_run(context_transaction(request),
			    STATEMENT_TELEMETRY_INSERT, 1, &request->body, &rows) != 0)
			return -1;
		kept = rows_integer(&rows, 0, "kept");
	}
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	json_write_pair_integer(&json, "kept", kept);
	json_write_pair_bool(&json, "enabled", settings_flag(SETTING_TELEMETRY));
	json_write_object_end(&json);
	return reply_end(reply, 202);
}

static void write_event(struct json_writer *json, const struct rows *rows, int row)
{
	const char *duration = rows_text(rows, row, "duration_ms");
	json_write_object(json);
	json_write_pair_integer(json, "id", rows_integer(rows, row, "id"));
	json_write_pair(json, "received_at", rows_text(rows, row, "received_at"));
	json_write_pair(json, "name", rows_text(rows, row, "name"));
	json_write_pair(json, "page", rows_text(rows, row, "page"));
	json_write_key(json, "duration_ms");
	json_write_raw(json, duration == NULL ? "null" : duration);
	json_write_key(json, "properties");
	json_write_raw(json, rows_text(rows, row, "properties"));
	json_write_object_end(json);
}

int telemetry_list(struct request *request, struct reply *reply)
{
	struct rows rows;
	const char *parameters[] = {
		request->values[BEFORE].text, request->values[LIMIT].text};
	if (transaction_run(context_transaction(request), STATEMENT_TELEMETRY_LIST, 2,
		    parameters, &rows) != 0)
		return -1;
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	json_write_key(&json, "events");
	json_write_array(&json);
	for (int row = 0; row < rows.count; row++)
		write_event(&json, &rows, row);
	json_write_array_end(&json);
	page_write_next(&json, "next_before", &rows, request->values[LIMIT].integer);
	json_write_object_end(&json);
	return reply_end(reply, 200);
}
