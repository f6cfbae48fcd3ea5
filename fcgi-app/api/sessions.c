#include "api/sessions.h"

#include "api/activity.h"
#include "api/context.h"
#include "http/reply.h"

#include <string.h>

enum { ID };

const struct param sessions_id_params[SESSIONS_ID_PARAMS] = {
	[ID] = {.name = "id",
		.place = PARAM_PATH,
		.kind = PARAM_UUID,
		.required = true,
		.description = "The session's id."},
};

int sessions_list(struct request *request, struct reply *reply)
{
	static const char *const texts[] = {"id", "created_at", "last_used_at",
		"expires_at", "address", "user_agent"};
	struct rows rows;
	const char *own = identity_access(request)->credential;
	if (transaction_run(context_transaction(request), STATEMENT_SESSIONS_LIST, 0,
		    NULL, &rows) != 0)
		return -1;
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	json_write_key(&json, "sessions");
	json_write_array(&json);
	for (int row = 0; row < rows.count; row++) {
		json_write_object(&json);
		for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
			json_write_pair(&json, texts[i], rows_text(&rows, row, texts[i]));
		json_write_pair_bool(
			&json, "current", strcmp(rows_text(&rows, row, "id"), own) == 0);
		json_write_object_end(&json);
	}
	json_write_array_end(&json);
	json_write_object_end(&json);
	return reply_end(reply, 200);
}

int sessions_end_others(struct request *request, struct reply *reply)
{
	struct rows ended;
	const char *own = identity_access(request)->credential;
	if (transaction_run(context_transaction(request),
		    STATEMENT_SESSIONS_REVOKE_OTHERS, 1, &own, &ended) != 0 ||
		activity_note(request, "sessions_ended", ACTIVITY_DONE, NULL) != 0)
		return -1;
	context_of(request)->access_changed = true;
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	json_write_pair_integer(&json, "ended", ended.count);
	json_write_object_end(&json);
	return reply_end(reply, 200);
}

int sessions_end(struct request *request, struct reply *reply)
{
	struct rows ended;
	if (transaction_run(context_transaction(request), STATEMENT_SESSIONS_REVOKE, 1,
		    &request->values[ID].text, &ended) != 0)
		return -1;
	if (ended.count == 0)
		return reply_refuse(reply, REFUSAL_ABSENT);
	if (activity_note(request, "session_ended", ACTIVITY_DONE, NULL) != 0)
		return -1;
	context_of(request)->access_changed = true;
	return reply_end(reply, 204);
}
