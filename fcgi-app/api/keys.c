#include "api/keys.h"

#include "api/activity.h"
#include "api/context.h"
#include "api/session.h"
#include "auth/credential.h"
#include "http/reply.h"

#include <stdio.h>
#include <string.h>

enum { NAME, ACCOUNT, SCOPES };
enum { KEY };
enum { MOST_KEYS = 100 };

const struct param keys_create_params[KEYS_CREATE_PARAMS] = {
	[NAME] = {.name = "name",
		.place = PARAM_BODY,
		.kind = PARAM_TEXT,
		.required = true,
		.least = 1,
		.most = 64,
		.description = "What the key is for."},
	[ACCOUNT] = {.name = "account_id",
		.place = PARAM_BODY,
		.kind = PARAM_UUID,
		.description = "The paper account; the default one when not given."},
	[SCOPES] = {.name = "scopes",
		.place = PARAM_BODY,
		.kind = PARAM_ARRAY,
		.least = 1,
		.most = 2,
		.description = "read, or read and trade (the default)."},
};

const struct param keys_id_params[KEYS_ID_PARAMS] = {
	[KEY] = {.name = "key_id",
		.place = PARAM_PATH,
		.kind = PARAM_TEXT,
		.required = true,
		.least = 1,
		.most = 64,
		.description = "The key's id."},
};

static void write_scopes(struct json_writer *json, bool can_trade)
{
	json_write_key(json, "scopes");
	json_write_array(json);
	json_write_string(json, "read");
	if (can_trade)
		json_write_string(json, "trade");
	json_write_array_end(json);
}

int keys_list(struct request *request, struct reply *reply)
{
	struct rows rows;
	if (transaction_run(context_transaction(request), STATEMENT_KEYS_LIST, 0, NULL,
		    &rows) != 0)
		return -1;
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	json_write_key(&json, "keys");
	json_write_array(&json);
	for (int row = 0; row < rows.count; row++) {
		json_write_object(&json);
		json_write_pair(&json, "key_id", rows_text(&rows, row, "id"));
		json_write_pair(&json, "name", rows_text(&rows, row, "name"));
		json_write_pair(&json, "account_id", rows_text(&rows, row, "account_id"));
		write_scopes(&json, rows_flag(&rows, row, "can_trade"));
		json_write_pair(&json, "created_at", rows_text(&rows, row, "created_at"));
		json_write_pair(
			&json, "last_used_at", rows_text(&rows, row, "last_used_at"));
		json_write_pair(
			&json, "last_used_from", rows_text(&rows, row, "last_used_from"));
		json_write_object_end(&json);
	}
	json_write_array_end(&json);
	json_write_object_end(&json);
	return reply_end(reply, 200);
}

/* Reads the scopes asked for; false when one is unknown. */
static bool read_scopes(const cJSON *scopes, bool *can_trade)
{
	const cJSON *scope;
	*can_trade = scopes == NULL;
	cJSON_ArrayForEach(scope, scopes)
	{
		if (!cJSON_IsString(scope))
			return false;
		if (strcmp(scope->valuestring, "trade") == 0)
			*can_trade = true;
		else if (strcmp(scope->valuestring, "read") != 0)
			return false;
	}
	return true;
}

struct fresh_key {
	char id[CREDENTIAL_KEY_ID_SIZE];
	char secret[CREDENTIAL_SECRET_SIZE];
	char salt[CREDENTIAL_SALT_SIZE];
	char hash[CREDENTIAL_HASH_SIZE];
};

static struct fresh_key make_key(void)
{
	struct fresh_key key;
	credential_key_id(key.id);
	credential_secret(key.secret);
	credential_salt(key.salt);
	credential_hash_salted(key.salt, key.secret, key.hash);
	return key;
}

static int reply_key(struct request *request, struct reply *reply,
	const struct fresh_key *key, const struct rows *made, bool can_trade)
{
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	json_write_pair(&json, "key_id", key->id);
	json_write_pair(&json, "secret_key", key->secret);
	json_write_pair(&json, "name", request->values[NAME].text);
	json_write_pair(&json, "account_id", rows_text(made, 0, "account_id"));
	write_scopes(&json, can_trade);
	json_write_pair(&json, "created_at", rows_text(made, 0, "created_at"));
	json_write_object_end(&json);
	return reply_end(reply, 201);
}

int keys_create(struct request *request, struct reply *reply)
{
	struct rows count;
	struct rows made;
	bool can_trade;
	char detail[64];
	struct transaction *transaction = context_transaction(request);
	const struct fresh_key key = make_key();
	if (!read_scopes(request->values[SCOPES].json, &can_trade))
		return reply_refuse_field(
			reply, "scopes", "must hold read, trade or both");
	if (!session_is_fresh(request))
		return reply_refuse(reply, REFUSAL_PROOF);
	if (transaction_run(transaction, STATEMENT_KEYS_COUNT, 0, NULL, &count) != 0)
		return -1;
	if (rows_integer(&count, 0, "keys") >= MOST_KEYS)
		return reply_refuse_because(reply, REFUSAL_STATE,
			"a hundred keys are in use: end some first");
	const char *const parameters[] = {key.id, request->values[ACCOUNT].text,
		request->values[NAME].text, key.salt, key.hash,
		can_trade ? "true" : "false"};
	if (transaction_run(transaction, STATEMENT_KEYS_INSERT, 6, parameters, &made) !=
		0)
		return -1;
	if (made.count == 0)
		return reply_refuse(reply, REFUSAL_ABSENT);
	snprintf(detail, sizeof(detail), "{\"key_id\":\"%s\"}", key.id);
	if (activity_note(request, "key_created", ACTIVITY_DONE, detail) != 0)
		return -1;
	return reply_key(request, reply, &key, &made, can_trade);
}

int keys_revoke(struct request *request, struct reply *reply)
{
	struct rows ended;
	struct text detail = text_in(request->arena);
	struct json_writer json = json_write_to(&detail);
	const char *key = request->values[KEY].text;
	if (transaction_run(context_transaction(request), STATEMENT_KEYS_REVOKE, 1, &key,
		    &ended) != 0)
		return -1;
	if (ended.count == 0)
		return reply_refuse(reply, REFUSAL_ABSENT);
	json_write_object(&json);
	json_write_pair(&json, "key_id", key);
	json_write_object_end(&json);
	if (activity_note(request, "key_revoked", ACTIVITY_DONE, text_done(&detail)) != 0)
		return -1;
	context_of(request)->access_changed = true;
	return reply_end(reply, 204);
}
