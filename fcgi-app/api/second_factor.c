#include "api/second_factor.h"

#include "api/activity.h"
#include "api/context.h"
#include "api/session.h"
#include "auth/credential.h"
#include "auth/totp.h"
#include "http/reply.h"

#include <stdio.h>

enum { CODE, CODES = 10 };

const struct param second_factor_code_params[SECOND_FACTOR_CODE_PARAMS] = {
	[CODE] = {.name = "code",
		.place = PARAM_BODY,
		.kind = PARAM_TEXT,
		.required = true,
		.least = 6,
		.most = 6,
		.description = "What the authenticator shows."},
};

static int use_code(struct request *request, const struct rows *user, const char *code,
	enum refusal *refusal)
{
	struct rows used = {0};
	char step[24];
	const char *parameter = step;
	int64_t found = totp_check(rows_text(user, 0, "totp_secret"), code,
		rows_integer(user, 0, "totp_last_step"), request->now_us / 1000000);
	*refusal = REFUSAL_CODE_WRONG;
	if (found < 0)
		return 0;
	snprintf(step, sizeof(step), "%lld", (long long)found);
	if (transaction_run(context_transaction(request), STATEMENT_PEOPLE_TOTP_USE, 1,
		    &parameter, &used) != 0)
		return -1;
	if (used.count == 1)
		*refusal = REFUSAL_NONE;
	return 0;
}

static int use_recovery(struct request *request, const char *code, enum refusal *refusal)
{
	struct rows used;
	char hash[CREDENTIAL_HASH_SIZE];
	const char *parameter = hash;
	credential_hash(code, hash);
	if (transaction_run(context_transaction(request), STATEMENT_RECOVERY_USE, 1,
		    &parameter, &used) != 0)
		return -1;
	*refusal = used.count == 1 ? REFUSAL_NONE : REFUSAL_CODE_WRONG;
	return *refusal == REFUSAL_NONE
		       ? activity_note(request, "recovery_code", ACTIVITY_DONE, NULL)
		       : 0;
}

int second_factor_check(struct request *request, const struct rows *user,
	const char *code, const char *recovery, enum refusal *refusal)
{
	*refusal = REFUSAL_NONE;
	if (!rows_flag(user, 0, "totp"))
		return 0;
	if (code != NULL && *code != '\0')
		return use_code(request, user, code, refusal);
	if (recovery != NULL && *recovery != '\0')
		return use_recovery(request, recovery, refusal);
	*refusal = REFUSAL_CODE_NEEDED;
	return 0;
}

static void write_picture(
	struct json_writer *json, struct request *request, const char *address)
{
	struct text picture = text_in(request->arena);
	const char *svg = totp_draw(&picture, address) == 0 ? text_done(&picture) : NULL;
	json_write_pair(json, "qr_svg", svg);
}

int second_factor_begin(struct request *request, struct reply *reply)
{
	struct rows rows;
	char base32[TOTP_BASE32_SIZE];
	char sealed[TOTP_SEALED_SIZE];
	const char *parameter = sealed;
	struct text address = text_in(request->arena);
	if (!session_is_fresh(request))
		return reply_refuse(reply, REFUSAL_PROOF);
	totp_create(base32, sealed);
	if (transaction_run(context_transaction(request), STATEMENT_PEOPLE_TOTP_BEGIN, 1,
		    &parameter, &rows) != 0)
		return -1;
	if (rows.count == 0)
		return reply_refuse(reply, REFUSAL_STATE);
	totp_address(&address, identity_access(request)->username, base32);
	const char *uri = text_done(&address);
	if (uri == NULL)
		return -1;
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	json_write_pair(&json, "secret", base32);
	json_write_pair(&json, "otpauth_uri", uri);
	write_picture(&json, request, uri);
	json_write_object_end(&json);
	return reply_end(reply, 200);
}

/* Makes recovery codes: their hashes are stored, they are shown this once. */
static int make_codes(struct request *request, struct json_writer *json)
{
	struct rows rows;
	char hash[CREDENTIAL_HASH_SIZE];
	char code[CREDENTIAL_CODE_SIZE];
	struct text list = text_in(request->arena);
	struct json_writer hashes = json_write_to(&list);
	struct transaction *transaction = context_transaction(request);
	json_write_array(&hashes);
	json_write_key(json, "recovery_codes");
	json_write_array(json);
	for (int i = 0; i < CODES; i++) {
		credential_code(code);
		credential_hash(code, hash);
		json_write_string(&hashes, hash);
		json_write_string(json, code);
	}
	json_write_array_end(json);
	json_write_array_end(&hashes);
	const char *parameter = text_done(&list);
	if (parameter == NULL || transaction_run(transaction, STATEMENT_RECOVERY_REPLACE,
					 0, NULL, &rows) != 0)
		return -1;
	return transaction_run(
		transaction, STATEMENT_RECOVERY_INSERT, 1, &parameter, &rows);
}

static int reply_codes(struct request *request, struct reply *reply, const char *action)
{
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	if (make_codes(request, &json) != 0 ||
		activity_note(request, action, ACTIVITY_DONE, NULL) != 0)
		return -1;
	json_write_object_end(&json);
	return reply_end(reply, 200);
}

int second_factor_confirm(struct request *request, struct reply *reply)
{
	struct rows self;
	struct rows rows;
	char step[24];
	const char *parameter = step;
	struct transaction *transaction = context_transaction(request);
	if (transaction_run(transaction, STATEMENT_PEOPLE_SELF, 0, NULL, &self) != 0)
		return -1;
	const char *secret = rows_text(&self, 0, "totp_secret");
	if (secret == NULL || rows_flag(&self, 0, "totp"))
		return reply_refuse(reply, REFUSAL_STATE);
	int64_t found = totp_check(
		secret, request->values[CODE].text, 0, request->now_us / 1000000);
	if (found < 0)
		return reply_refuse(reply, REFUSAL_CODE_WRONG);
	snprintf(step, sizeof(step), "%lld", (long long)found);
	if (transaction_run(
		    transaction, STATEMENT_PEOPLE_TOTP_ENABLE, 1, &parameter, &rows) != 0)
		return -1;
	return reply_codes(request, reply, "totp_enabled");
}

int second_factor_end(struct request *request, struct reply *reply)
{
	struct rows rows;
	struct transaction *transaction = context_transaction(request);
	if (!session_is_fresh(request))
		return reply_refuse(reply, REFUSAL_PROOF);
	if (transaction_run(transaction, STATEMENT_PEOPLE_TOTP_DISABLE, 0, NULL, &rows) !=
			0 ||
		transaction_run(
			transaction, STATEMENT_RECOVERY_REPLACE, 0, NULL, &rows) != 0 ||
		activity_note(request, "totp_disabled", ACTIVITY_DONE, NULL) != 0)
		return -1;
	return reply_end(reply, 204);
}

int second_factor_renew_codes(struct request *request, struct reply *reply)
{
	struct rows self;
	if (!session_is_fresh(request))
		return reply_refuse(reply, REFUSAL_PROOF);
	if (transaction_run(context_transaction(request), STATEMENT_PEOPLE_SELF, 0, NULL,
		    &self) != 0)
		return -1;
	if (!rows_flag(&self, 0, "totp"))
		return reply_refuse(reply, REFUSAL_STATE);
	return reply_codes(request, reply, "recovery_codes_renewed");
}
