#include "api/accounts.h"

#include "api/account_choice.h"
#include "api/activity.h"
#include "api/context.h"
#include "api/idempotency.h"
#include "http/reply.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { ARCHIVED };
enum { ACCOUNT };
enum { LIMIT_TEXT_SIZE = 8 };

const struct param accounts_list_params[ACCOUNTS_LIST_PARAMS] = {
	[ARCHIVED] = {.name = "archived",
		.place = PARAM_QUERY,
		.kind = PARAM_BOOLEAN,
		.initial = "false",
		.description = "Those that are archived too?"},
};

const struct param accounts_one_params[ACCOUNTS_ONE_PARAMS] = {
	[ACCOUNT] = ACCOUNT_VIEW_ID};

bool accounts_may_change(const struct request *request)
{
	return identity_access(request)->can_trade;
}

bool accounts_open_to(const struct request *request, const char *account_id)
{
	const struct access *access = identity_access(request);
	return access->kind == ACCESS_SESSION ||
	       strcasecmp(access->account_id, account_id) == 0;
}

int accounts_list(struct request *request, struct reply *reply)
{
	struct rows rows;
	const char *archived = request->values[ARCHIVED].flag ? "true" : "false";
	if (transaction_run(context_transaction(request), STATEMENT_ACCOUNTS_LIST, 1,
		    &archived, &rows) != 0)
		return -1;
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	json_write_key(&json, "accounts");
	json_write_array(&json);
	for (int row = 0; row < rows.count; row++)
		if (accounts_open_to(request, rows_text(&rows, row, "id")))
			account_view_write(&json, &rows, row);
	json_write_array_end(&json);
	json_write_object_end(&json);
	return reply_end(reply, 200);
}

int accounts_reply(
	struct request *request, struct reply *reply, const char *account_id, int status)
{
	struct rows rows;
	if (transaction_run(context_transaction(request), STATEMENT_ACCOUNTS_FIND, 1,
		    &account_id, &rows) != 0)
		return -1;
	if (rows.count == 0)
		return account_choice_refuse(reply);
	struct json_writer json = reply_json(reply);
	account_view_write(&json, &rows, 0);
	return reply_end(reply, status);
}

int accounts_get(struct request *request, struct reply *reply)
{
	const char *account_id = request->values[ACCOUNT].text;
	return accounts_open_to(request, account_id)
		       ? accounts_reply(request, reply, account_id, 200)
		       : account_choice_refuse(reply);
}

int accounts_note(struct request *request, const char *action, const char *account_id)
{
	char detail[64];
	snprintf(detail, sizeof(detail), "{\"account_id\":\"%.36s\"}", account_id);
	return activity_note(request, action, ACTIVITY_DONE, detail);
}

int accounts_lock(struct request *request, struct reply *reply, const char *account_id,
	struct rows *locked)
{
	if (transaction_run(context_transaction(request), STATEMENT_TRADING_LOCK_ACCOUNT,
		    1, &account_id, locked) != 0)
		return -1;
	if (locked->count == 0)
		return account_choice_refuse(reply);
	if (rows_flag(locked, 0, "archived"))
		return reply_refuse_because(
			reply, REFUSAL_STATE, "this account is archived");
	return 1;
}

/* Writes what the request gives of the fields. */
static int put_fields(struct request *request, const char *account_id)
{
	struct rows rows;
	const char *const parameters[] = {account_id, account_view_changes(request)};
	if (parameters[1] == NULL)
		return -1;
	return transaction_run(context_transaction(request), STATEMENT_ACCOUNTS_UPDATE, 2,
		parameters, &rows);
}

static int create(struct request *request, struct reply *reply)
{
	struct rows made;
	char most[LIMIT_TEXT_SIZE];
	const char *field;
	const struct param_value *values = request->values;
	const char *why = account_view_check(request, NULL, &field);
	if (!accounts_may_change(request))
		return reply_refuse(reply, REFUSAL_SCOPE);
	if (why != NULL)
		return reply_refuse_field(reply, field, why);
	snprintf(most, sizeof(most), "%d", ACCOUNTS_MOST);
	const char *const parameters[] = {NULL, values[ACCOUNT_FIELD_NAME].text,
		values[ACCOUNT_VIEW_CASH].text, most};
	if (transaction_run(context_transaction(request), STATEMENT_ACCOUNTS_INSERT, 4,
		    parameters, &made) != 0)
		return -1;
	if (made.count == 0)
		return reply_refuse_because(reply, REFUSAL_STATE, ACCOUNTS_TOO_MANY);
	const char *account_id = rows_text(&made, 0, "id");
	if (put_fields(request, account_id) != 0 ||
		accounts_note(request, "account_created", account_id) != 0)
		return -1;
	return accounts_reply(request, reply, account_id, 201);
}

int accounts_create(struct request *request, struct reply *reply)
{
	return idempotency_once(
		request, reply, identity_access(request)->account_id, create);
}

/* Makes the account the one that is meant where none is named. */
static int make_default(struct request *request, const char *account_id)
{
	struct rows rows;
	const char *const parameters[] = {NULL, NULL, NULL, account_id};
	if (transaction_run(context_transaction(request), STATEMENT_PEOPLE_UPDATE, 4,
		    parameters, &rows) != 0)
		return -1;
	context_of(request)->access_changed = true;
	return 0;
}

static bool owes_cash(const struct rows *locked)
{
	return rows_text(locked, 0, "cash")[0] == '-';
}

int accounts_change(struct request *request, struct reply *reply)
{
	struct rows locked;
	const char *field;
	const struct param_value *values = request->values;
	const char *account_id = values[ACCOUNT_VIEW_PATH].text;
	const struct param_value *multiplier = &values[ACCOUNT_FIELD_MULTIPLIER];
	if (!accounts_may_change(request))
		return reply_refuse(reply, REFUSAL_SCOPE);
	int found = accounts_lock(request, reply, account_id, &locked);
	if (found != 1)
		return found;
	const char *why = account_view_check(request, &locked, &field);
	if (why != NULL)
		return reply_refuse_field(reply, field, why);
	if (multiplier->given && multiplier->integer == 1 && owes_cash(&locked))
		return reply_refuse_because(reply, REFUSAL_STATE,
			"this account owes cash: it keeps its margin until that is paid");
	if (values[ACCOUNT_VIEW_DEFAULT].given && !values[ACCOUNT_VIEW_DEFAULT].flag)
		return reply_refuse_field(reply, "is_default",
			"can only be true: another account takes its place");
	if (values[ACCOUNT_VIEW_DEFAULT].given && make_default(request, account_id) != 0)
		return -1;
	if (put_fields(request, account_id) != 0 ||
		accounts_note(request, "account_changed", account_id) != 0)
		return -1;
	return accounts_reply(request, reply, account_id, 200);
}
