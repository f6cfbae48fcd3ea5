#include "api/account_life.h"

#include "api/account_choice.h"
#include "api/account_halt.h"
#include "api/accounts.h"
#include "api/context.h"
#include "api/idempotency.h"
#include "http/reply.h"

#include <stdio.h>

enum { ACCOUNT, CASH, NAME };
enum { LIMIT_TEXT_SIZE = 8 };

const struct param account_life_clone_params[ACCOUNT_LIFE_CLONE_PARAMS] = {
	[ACCOUNT] = ACCOUNT_VIEW_ID,
	[CASH] = ACCOUNT_VIEW_STARTING_CASH(NULL,
		"What the copy begins with; as much as this one did, if not given."),
	[NAME] = {.name = "name",
		.place = PARAM_BODY,
		.kind = PARAM_TEXT,
		.least = 1,
		.most = 64,
		.description = "What the copy is called; the same, if not given."},
};

const struct param account_life_reset_params[ACCOUNT_LIFE_RESET_PARAMS] = {
	[ACCOUNT] = ACCOUNT_VIEW_ID,
	[CASH] = ACCOUNT_VIEW_STARTING_CASH(
		NULL, "What it begins anew with; as much as before, if not given."),
};

const struct param account_life_archive_params[ACCOUNT_LIFE_ARCHIVE_PARAMS] = {
	[ACCOUNT] = ACCOUNT_VIEW_ID};

static int clone(struct request *request, struct reply *reply)
{
	struct rows rows;
	char most[LIMIT_TEXT_SIZE];
	const struct param_value *values = request->values;
	const char *source = values[ACCOUNT].text;
	if (!accounts_may_change(request))
		return reply_refuse(reply, REFUSAL_SCOPE);
	if (transaction_run(context_transaction(request), STATEMENT_ACCOUNTS_FIND, 1,
		    &source, &rows) != 0)
		return -1;
	if (rows.count == 0)
		return account_choice_refuse(reply);
	snprintf(most, sizeof(most), "%d", ACCOUNTS_MOST);
	const char *const parameters[] = {
		source, NULL, values[NAME].text, values[CASH].text, most};
	if (transaction_run(context_transaction(request), STATEMENT_ACCOUNTS_CLONE, 5,
		    parameters, &rows) != 0)
		return -1;
	if (rows.count == 0)
		return reply_refuse_because(reply, REFUSAL_STATE, ACCOUNTS_TOO_MANY);
	const char *account_id = rows_text(&rows, 0, "id");
	if (accounts_note(request, "account_cloned", account_id) != 0)
		return -1;
	return accounts_reply(request, reply, account_id, 201);
}

static int reset(struct request *request, struct reply *reply)
{
	size_t ended;
	struct rows rows;
	const char *account_id = request->values[ACCOUNT].text;
	const char *const parameters[] = {account_id, request->values[CASH].text};
	if (!accounts_may_change(request))
		return reply_refuse(reply, REFUSAL_SCOPE);
	int found = account_halt(request, reply, account_id, &ended);
	if (found != 1)
		return found;
	if (transaction_run(context_transaction(request), STATEMENT_ACCOUNTS_RESET, 2,
		    parameters, &rows) != 0 ||
		accounts_note(request, "account_reset", account_id) != 0)
		return -1;
	return accounts_reply(request, reply, account_id, 200);
}

static int archive(struct request *request, struct reply *reply)
{
	size_t ended;
	struct rows rows;
	const char *account_id = request->values[ACCOUNT].text;
	if (!accounts_may_change(request))
		return reply_refuse(reply, REFUSAL_SCOPE);
	int found = account_halt(request, reply, account_id, &ended);
	if (found != 1)
		return found;
	if (transaction_run(context_transaction(request), STATEMENT_ACCOUNTS_ARCHIVE, 1,
		    &account_id, &rows) != 0)
		return -1;
	if (rows.count == 0)
		return reply_refuse_because(reply, REFUSAL_STATE,
			"this is the default account: make another the default first");
	if (accounts_note(request, "account_archived", account_id) != 0)
		return -1;
	return accounts_reply(request, reply, account_id, 200);
}

/* Keys count in the default account: the one that is meant may be another's. */
static int once(struct request *request, struct reply *reply,
	int (*handle)(struct request *request, struct reply *reply))
{
	return idempotency_once(
		request, reply, identity_access(request)->account_id, handle);
}

int account_life_clone(struct request *request, struct reply *reply)
{
	return once(request, reply, clone);
}

int account_life_reset(struct request *request, struct reply *reply)
{
	return once(request, reply, reset);
}

int account_life_archive(struct request *request, struct reply *reply)
{
	return once(request, reply, archive);
}
