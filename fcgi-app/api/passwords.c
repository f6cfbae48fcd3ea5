#include "api/passwords.h"

#include "api/activity.h"
#include "api/context.h"
#include "api/letters.h"
#include "api/second_factor.h"
#include "api/session.h"
#include "auth/credential.h"
#include "auth/password.h"
#include "base/settings.h"
#include "http/reply.h"

#include <string.h>

enum { CURRENT, NEW };
enum { PROOF, CODE, RECOVERY };
enum { NAME, EMAIL };
enum { TOKEN, FRESH };

#define SECRET(field, needed, about)                                                     \
	{                                                                                \
		.name = (field), .place = PARAM_BODY, .kind = PARAM_TEXT,                \
		.required = (needed), .most = 1024, .description = (about)               \
	}

const struct param passwords_change_params[PASSWORDS_CHANGE_PARAMS] = {
	[CURRENT] = SECRET("current_password", true, "The password until now."),
	[NEW] = SECRET("new_password", true, "The password from now on."),
};

const struct param passwords_prove_params[PASSWORDS_PROVE_PARAMS] = {
	[PROOF] = SECRET("password", true, "The password."),
	[CODE] = SECRET("code", false, "Code of the authenticator, where one is set up."),
	[RECOVERY] = SECRET("recovery_code", false, "Instead of a code."),
};

const struct param passwords_forgot_params[PASSWORDS_FORGOT_PARAMS] = {
	[NAME] = SECRET("username", false, "Name or e-mail address."),
	[EMAIL] = SECRET("email", false, "The same."),
};

const struct param passwords_reset_params[PASSWORDS_RESET_PARAMS] = {
	[TOKEN] = SECRET("token", true, "The token of the link."),
	[FRESH] = SECRET("password", true, "The new password."),
};

#undef SECRET

/* Stores another password; ends all sessions but `kept`, and open links. Returns 1 when
 * done, else the reply is a refusal. */
static int store(struct request *request, struct reply *reply, const struct rows *self,
	const char *field, const char *password, const char *kept)
{
	struct rows rows;
	char hash[PASSWORD_HASH_SIZE];
	const char *parameter = hash;
	struct transaction *transaction = context_transaction(request);
	const char *why = password_refuse(
		password, rows_text(self, 0, "username"), rows_text(self, 0, "email"));
	if (why != NULL)
		return reply_refuse_field(reply, field, why);
	if (password_hash(password, hash) != 0 ||
		transaction_run(transaction, STATEMENT_PEOPLE_SET_PASSWORD, 1, &parameter,
			&rows) != 0 ||
		transaction_run(transaction, STATEMENT_SESSIONS_REVOKE_OTHERS, 1, &kept,
			&rows) != 0 ||
		transaction_run(transaction, STATEMENT_LINKS_VOID, 0, NULL, &rows) != 0)
		return -1;
	context_of(request)->access_changed = true;
	return 1;
}

int passwords_change(struct request *request, struct reply *reply)
{
	struct rows self;
	const char *session = identity_access(request)->credential;
	if (transaction_run(context_transaction(request), STATEMENT_PEOPLE_SELF, 0, NULL,
		    &self) != 0)
		return -1;
	if (!password_verify(rows_text(&self, 0, "password_hash"),
		    request->values[CURRENT].text)) {
		if (activity_note(request, "password_change", ACTIVITY_REFUSED, NULL) !=
			0)
			return -1;
		return reply_refuse_keeping(reply, REFUSAL_SIGN_IN);
	}
	int stored = store(request, reply, &self, "new_password",
		request->values[NEW].text, session);
	if (stored != 1)
		return stored;
	if (activity_note(request, "password_change", ACTIVITY_DONE, NULL) != 0)
		return -1;
	return reply_end(reply, 204);
}

int passwords_prove(struct request *request, struct reply *reply)
{
	struct rows self;
	struct rows proved;
	enum refusal refusal = REFUSAL_NONE;
	const char *session = identity_access(request)->credential;
	struct transaction *transaction = context_transaction(request);
	if (transaction_run(transaction, STATEMENT_PEOPLE_SELF, 0, NULL, &self) != 0)
		return -1;
	if (!password_verify(
		    rows_text(&self, 0, "password_hash"), request->values[PROOF].text))
		refusal = REFUSAL_SIGN_IN;
	else if (second_factor_check(request, &self, request->values[CODE].text,
			 request->values[RECOVERY].text, &refusal) != 0)
		return -1;
	if (refusal == REFUSAL_CODE_NEEDED)
		return reply_refuse(reply, refusal);
	if (refusal != REFUSAL_NONE) {
		if (activity_note(request, "step_up", ACTIVITY_REFUSED, NULL) != 0)
			return -1;
		return reply_refuse_keeping(reply, refusal);
	}
	if (transaction_run(
		    transaction, STATEMENT_SESSIONS_PROVE, 1, &session, &proved) != 0)
		return -1;
	return session_continue(
		request, reply, session, rows_integer(&proved, 0, "proved"));
}

int passwords_forgot(struct request *request, struct reply *reply)
{
	struct rows user;
	struct rows made;
	char token[CREDENTIAL_TOKEN_SIZE];
	char hash[CREDENTIAL_HASH_SIZE];
	struct transaction *transaction = context_transaction(request);
	const char *name = param_filled(&request->values[NAME]);
	if (name == NULL)
		name = param_filled(&request->values[EMAIL]);
	if (name == NULL)
		return reply_refuse_field(reply, "username", "is required");
	if (transaction_run(transaction, STATEMENT_PEOPLE_FIND, 1, &name, &user) != 0)
		return -1;
	const char *email = user.count == 1 ? rows_text(&user, 0, "email") : NULL;
	if (email == NULL || rows_flag(&user, 0, "disabled"))
		return reply_end(reply, 202);
	credential_token(token);
	credential_hash(token, hash);
	const char *const link[] = {rows_text(&user, 0, "id"), hash};
	if (transaction_run(transaction, STATEMENT_LINKS_RESET, 2, link, &made) != 0 ||
		letters_reset(request, email, token) != 0)
		return -1;
	return reply_end(reply, 202);
}

int passwords_reset(struct request *request, struct reply *reply)
{
	struct rows link;
	struct rows self;
	struct rows used;
	char hash[CREDENTIAL_HASH_SIZE];
	const char *parameter = hash;
	struct transaction *transaction = context_transaction(request);
	credential_hash(request->values[TOKEN].text, hash);
	if (transaction_run(transaction, STATEMENT_LINKS_FIND, 1, &parameter, &link) != 0)
		return -1;
	if (link.count == 0 || strcmp(rows_text(&link, 0, "purpose"), "reset") != 0)
		return reply_refuse(reply, REFUSAL_LINK);
	const char *id = rows_text(&link, 0, "id");
	if (transaction_identify(transaction, rows_text(&link, 0, "user_id")) != 0 ||
		transaction_run(transaction, STATEMENT_PEOPLE_SELF, 0, NULL, &self) != 0)
		return -1;
	int stored = store(
		request, reply, &self, "password", request->values[FRESH].text, NULL);
	if (stored != 1)
		return stored;
	if (transaction_run(transaction, STATEMENT_LINKS_USE, 1, &id, &used) != 0 ||
		activity_note(request, "password_reset", ACTIVITY_DONE, NULL) != 0)
		return -1;
	return reply_end(reply, 204);
}
