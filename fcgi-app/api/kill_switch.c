#include "api/kill_switch.h"

#include "api/account_choice.h"
#include "api/account_halt.h"
#include "api/account_view.h"
#include "api/accounts.h"
#include "api/activity.h"
#include "api/context.h"
#include "http/reply.h"
#include "trading/amount.h"

#include <stdio.h>

enum { ACCOUNT };
enum { REASON };

const struct param kill_switch_account_params[KILL_SWITCH_ACCOUNT_PARAMS] = {
	[ACCOUNT] = ACCOUNT_VIEW_ID};

const struct param kill_switch_server_params[KILL_SWITCH_SERVER_PARAMS] = {
	[REASON] = {.name = "reason",
		.place = PARAM_BODY,
		.kind = PARAM_TEXT,
		.most = 256,
		.description = "Why, for everybody to read."},
};

/* Who stops it: a person by name, a bot by its key. */
static const char *caller(const struct request *request)
{
	const struct access *access = identity_access(request);
	return access->kind == ACCESS_KEY ? access->credential : access->username;
}

/* killed, killed_at, killed_by of a row. */
static void write_state(struct json_writer *json, const struct rows *rows)
{
	bool killed = rows_text(rows, 0, "killed_us") != NULL;
	json_write_pair_bool(json, "killed", killed);
	amount_write_time(
		json, "killed_at", killed ? rows_integer(rows, 0, "killed_us") : 0);
	json_write_pair(json, "killed_by", rows_text(rows, 0, "killed_by"));
}

static void write_server(struct json_writer *json, const struct rows *rows)
{
	json_write_object(json);
	write_state(json, rows);
	json_write_pair(json, "reason", rows_text(rows, 0, "reason"));
	json_write_object_end(json);
}

/* How the account's switch stands, and the server's; `canceled` below 0 is not told. */
static int reply_state(struct request *request, struct reply *reply,
	const char *account_id, int64_t canceled)
{
	struct rows account;
	struct rows server;
	struct transaction *transaction = context_transaction(request);
	if (transaction_queue(transaction, STATEMENT_ACCOUNTS_FIND, 1, &account_id) !=
			0 ||
		transaction_queue(transaction, STATEMENT_KILL_SWITCH_FIND, 0, NULL) !=
			0 ||
		transaction_fetch(transaction, &account) != 0 ||
		transaction_fetch(transaction, &server) != 0)
		return -1;
	if (account.count == 0)
		return account_choice_refuse(reply);
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	json_write_pair(&json, "account_id", rows_text(&account, 0, "id"));
	write_state(&json, &account);
	if (canceled >= 0)
		json_write_pair_integer(&json, "canceled", canceled);
	json_write_key(&json, "server");
	write_server(&json, &server);
	json_write_object_end(&json);
	return reply_end(reply, 200);
}

int kill_switch_get(struct request *request, struct reply *reply)
{
	const char *account_id = request->values[ACCOUNT].text;
	return accounts_open_to(request, account_id)
		       ? reply_state(request, reply, account_id, -1)
		       : account_choice_refuse(reply);
}

int kill_switch_kill(struct request *request, struct reply *reply)
{
	size_t ended;
	struct rows rows;
	const char *account_id = request->values[ACCOUNT].text;
	const char *const parameters[] = {account_id, caller(request)};
	if (!accounts_open_to(request, account_id))
		return account_choice_refuse(reply);
	int found = account_halt(request, reply, account_id, &ended);
	if (found != 1)
		return found;
	if (transaction_run(context_transaction(request), STATEMENT_ACCOUNTS_KILL, 2,
		    parameters, &rows) != 0 ||
		accounts_note(request, "account_killed", account_id) != 0)
		return -1;
	return reply_state(request, reply, account_id, (int64_t)ended);
}

int kill_switch_release(struct request *request, struct reply *reply)
{
	struct rows rows;
	const char *account_id = request->values[ACCOUNT].text;
	if (!accounts_open_to(request, account_id))
		return account_choice_refuse(reply);
	if (transaction_run(context_transaction(request), STATEMENT_ACCOUNTS_RELEASE, 1,
		    &account_id, &rows) != 0)
		return -1;
	if (rows.count == 0)
		return account_choice_refuse(reply);
	if (accounts_note(request, "account_released", account_id) != 0)
		return -1;
	return reply_state(request, reply, account_id, -1);
}

int kill_switch_server_get(struct request *request, struct reply *reply)
{
	struct rows rows;
	if (transaction_run(context_transaction(request), STATEMENT_KILL_SWITCH_FIND, 0,
		    NULL, &rows) != 0)
		return -1;
	struct json_writer json = reply_json(reply);
	write_server(&json, &rows);
	return reply_end(reply, 200);
}

static const char *reason_of(const struct request *request)
{
	struct text detail = text_in(request->arena);
	struct json_writer json = json_write_to(&detail);
	json_write_object(&json);
	json_write_pair(&json, "reason", request->values[REASON].text);
	json_write_object_end(&json);
	return text_done(&detail);
}

int kill_switch_server_kill(struct request *request, struct reply *reply)
{
	struct rows rows;
	const char *const parameters[] = {caller(request), request->values[REASON].text};
	if (transaction_run(context_transaction(request), STATEMENT_KILL_SWITCH_KILL, 2,
		    parameters, &rows) != 0)
		return -1;
	if (rows.count == 0)
		return reply_refuse(reply, REFUSAL_FORBIDDEN);
	if (activity_note(request, "server_killed", ACTIVITY_DONE, reason_of(request)) !=
		0)
		return -1;
	return kill_switch_server_get(request, reply);
}

int kill_switch_server_release(struct request *request, struct reply *reply)
{
	struct rows rows;
	if (transaction_run(context_transaction(request), STATEMENT_KILL_SWITCH_RELEASE,
		    0, NULL, &rows) != 0)
		return -1;
	if (rows.count == 0)
		return reply_refuse(reply, REFUSAL_FORBIDDEN);
	if (activity_note(request, "server_released", ACTIVITY_DONE, NULL) != 0)
		return -1;
	return kill_switch_server_get(request, reply);
}
