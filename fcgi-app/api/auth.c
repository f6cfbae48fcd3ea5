#include "api/auth.h"

#include "api/activity.h"
#include "api/context.h"
#include "api/second_factor.h"
#include "api/session.h"
#include "auth/credential.h"
#include "auth/csrf.h"
#include "auth/limits.h"
#include "auth/password.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/settings.h"
#include "http/reply.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum { EMAIL, PASSWORD, USERNAME, CODE, RECOVERY };

/* Then the next has to wait, but nobody for good. */
enum { FAILURES_A_MINUTE = 10 };

#define TEXT(field, most_bytes, about)                                                   \
	{                                                                                \
		.name = (field), .place = PARAM_BODY, .kind = PARAM_TEXT,                \
		.most = (most_bytes), .description = (about)                             \
	}

const struct param auth_login_params[AUTH_LOGIN_PARAMS] = {
	[EMAIL] = TEXT("email", 254, "This or the username is needed."),
	[PASSWORD] = {.name = "password",
		.place = PARAM_BODY,
		.kind = PARAM_TEXT,
		.required = true,
		.most = 1024,
		.description = "The password."},
	[USERNAME] = TEXT("username", 254, "Name or e-mail address."),
	[CODE] = TEXT("code", 6, "Code of the authenticator, where one is set up."),
	[RECOVERY] = TEXT("recovery_code", 16, "Instead of a code; each is good once."),
};

#undef TEXT

/* What a failure counts against: the name, whether or not there is such a user,
 * so the count says nothing of who exists. Where the user has signed in before,
 * name and address together: strangers elsewhere cannot keep a user out. */
struct attempt {
	const char *name;
	const char *user_id;   /* NULL: there is no such user */
	unsigned char key[16]; /* of the bucket */
};

static int read_attempt(
	struct request *request, const struct rows *user, struct attempt *attempt)
{
	struct rows rows;
	bool known = false;
	struct transaction *transaction = context_transaction(request);
	attempt->user_id = NULL;
	if (user->count == 1 && !rows_flag(user, 0, "disabled")) {
		attempt->user_id = rows_text(user, 0, "id");
		if (transaction_identify(transaction, attempt->user_id) != 0 ||
			transaction_run(transaction, STATEMENT_SESSIONS_KNOWN_ADDRESS, 1,
				&request->client, &rows) != 0)
			return -1;
		known = rows_flag(&rows, 0, "known");
	}
	const char *address = known ? request->client : "";
	crypto_generichash(attempt->key, sizeof(attempt->key),
		(const unsigned char *)attempt->name, strlen(attempt->name),
		(const unsigned char *)address, strlen(address));
	return 0;
}

static bool is_slowed(const struct attempt *attempt)
{
	return limits_is_spent(LIMITS_SIGN_IN, FAILURES_A_MINUTE, attempt->key,
		sizeof(attempt->key), clock_monotonic_us());
}

/* A wrong sign-in: counted, and shown to the user whose name it was. */
static int refuse_sign_in(struct request *request, struct reply *reply,
	const struct attempt *attempt, enum refusal refusal)
{
	struct limits_verdict counted = limits_take(LIMITS_SIGN_IN, FAILURES_A_MINUTE,
		attempt->key, sizeof(attempt->key), clock_monotonic_us());
	(void)counted;
	if (activity_note(request, "sign_in", ACTIVITY_REFUSED, NULL) != 0)
		return -1;
	return reply_refuse_keeping(reply, refusal);
}

static int rehash(struct request *request, const char *stored)
{
	struct rows rows;
	char hash[PASSWORD_HASH_SIZE];
	const char *parameter = hash;
	if (!password_needs_rehash(stored))
		return 0;
	if (password_hash(request->values[PASSWORD].text, hash) != 0)
		return -1;
	return transaction_run(context_transaction(request), STATEMENT_PEOPLE_REHASH, 1,
		&parameter, &rows);
}

int auth_login(struct request *request, struct reply *reply)
{
	struct rows user;
	struct transaction *transaction = context_transaction(request);
	const char *name = param_filled(&request->values[USERNAME]);
	if (name == NULL)
		name = param_filled(&request->values[EMAIL]);
	if (name == NULL)
		return reply_refuse_field(reply, "username", "is required");
	struct attempt attempt = {.name = text_lower(request->arena, name)};
	if (attempt.name == NULL ||
		transaction_run(transaction, STATEMENT_PEOPLE_FIND, 1, &attempt.name,
			&user) != 0 ||
		read_attempt(request, &user, &attempt) != 0)
		return -1;
	if (is_slowed(&attempt)) {
		reply_header(reply, "Retry-After", "10");
		return reply_refuse(reply, REFUSAL_RATE);
	}
	const char *stored =
		attempt.user_id == NULL ? NULL : rows_text(&user, 0, "password_hash");
	if (!password_verify(stored, request->values[PASSWORD].text))
		return refuse_sign_in(request, reply, &attempt, REFUSAL_SIGN_IN);
	enum refusal refusal = REFUSAL_NONE;
	if (second_factor_check(request, &user, request->values[CODE].text,
		    request->values[RECOVERY].text, &refusal) != 0)
		return -1;
	if (refusal == REFUSAL_CODE_NEEDED)
		return reply_refuse(reply, refusal);
	if (refusal != REFUSAL_NONE)
		return refuse_sign_in(request, reply, &attempt, refusal);
	if (rehash(request, stored) != 0)
		return -1;
	return session_begin(request, reply, 200);
}

/* A refresh token that was used before is in two hands: the session ends. */
static int end_stolen(struct request *request, struct reply *reply, const char *session)
{
	struct rows rows;
	struct transaction *transaction = context_transaction(request);
	if (transaction_run(transaction, STATEMENT_SESSIONS_REVOKE, 1, &session, &rows) !=
			0 ||
		activity_note(request, "refresh_reused", ACTIVITY_REFUSED, NULL) != 0)
		return -1;
	context_of(request)->access_changed = true;
	session_clear_cookie(reply);
	return reply_refuse_keeping(reply, REFUSAL_UNAUTHORIZED);
}

static int renew(struct request *request, struct reply *reply, const struct rows *token,
	const char *hash)
{
	struct rows rows;
	char idle[24];
	struct transaction *transaction = context_transaction(request);
	const char *session = rows_text(token, 0, "session_id");
	snprintf(idle, sizeof(idle), "%lld",
		(long long)settings_number(SETTING_SESSION_IDLE_HOURS) * 3600);
	const char *const extend[] = {session, idle};
	if (transaction_run(
		    transaction, STATEMENT_SESSIONS_REFRESH_USE, 1, &hash, &rows) != 0 ||
		transaction_run(
			transaction, STATEMENT_SESSIONS_EXTEND, 2, extend, &rows) != 0 ||
		session_set_cookie(request, reply, session) != 0)
		return -1;
	return session_continue(
		request, reply, session, rows_integer(token, 0, "proved"));
}

int auth_refresh(struct request *request, struct reply *reply)
{
	struct rows token;
	char hash[CREDENTIAL_HASH_SIZE];
	const char *parameter = hash;
	const char *cookie = identity_cookie(request);
	struct transaction *transaction = context_transaction(request);
	if (cookie == NULL)
		return reply_refuse(reply, REFUSAL_UNAUTHORIZED);
	credential_hash(cookie, hash);
	if (transaction_run(transaction, STATEMENT_SESSIONS_REFRESH_FIND, 1, &parameter,
		    &token) != 0)
		return -1;
	if (token.count == 0) {
		session_clear_cookie(reply);
		return reply_refuse(reply, REFUSAL_UNAUTHORIZED);
	}
	if (transaction_identify(transaction, rows_text(&token, 0, "user_id")) != 0)
		return -1;
	if (rows_flag(&token, 0, "used"))
		return end_stolen(request, reply, rows_text(&token, 0, "session_id"));
	if (!rows_flag(&token, 0, "alive")) {
		session_clear_cookie(reply);
		return reply_refuse(reply, REFUSAL_UNAUTHORIZED);
	}
	return renew(request, reply, &token, hash);
}

/* Which session a sign-out is about: that of the token, else of the cookie. */
static int find_session(struct request *request, const char **session)
{
	struct rows token;
	char hash[CREDENTIAL_HASH_SIZE];
	const char *parameter = hash;
	const char *cookie = identity_cookie(request);
	const struct identity *identity = identity_of(request);
	struct transaction *transaction = context_transaction(request);
	*session = NULL;
	if (identity_resolve(request) != REFUSAL_NONE)
		return -1;
	if (identity->state == IDENTITY_KNOWN && identity->kind == ACCESS_SESSION) {
		*session = identity->access->credential;
		return transaction_identify(transaction, identity->access->user_id);
	}
	if (cookie == NULL)
		return 0;
	credential_hash(cookie, hash);
	if (transaction_run(transaction, STATEMENT_SESSIONS_REFRESH_FIND, 1, &parameter,
		    &token) != 0)
		return -1;
	if (token.count == 0)
		return 0;
	*session = rows_text(&token, 0, "session_id");
	return transaction_identify(transaction, rows_text(&token, 0, "user_id"));
}

int auth_logout(struct request *request, struct reply *reply)
{
	struct rows rows;
	const char *session;
	struct transaction *transaction = context_transaction(request);
	if (find_session(request, &session) != 0)
		return -1;
	session_clear_cookie(reply);
	if (session == NULL)
		return reply_end(reply, 204);
	if (transaction_run(transaction, STATEMENT_SESSIONS_REVOKE, 1, &session, &rows) !=
			0 ||
		activity_note(request, "sign_out", ACTIVITY_DONE, NULL) != 0)
		return -1;
	context_of(request)->access_changed = true;
	return reply_end(reply, 204);
}

int auth_me(struct request *request, struct reply *reply)
{
	const struct access *access = identity_access(request);
	bool key = access->kind == ACCESS_KEY;
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	json_write_pair(&json, "id", access->public_id);
	json_write_pair(&json, "username", access->username);
	json_write_pair(&json, "email", *access->email == '\0' ? NULL : access->email);
	json_write_pair(&json, "role", access_role_name(access->role));
	json_write_pair(&json, "account_id",
		*access->account_id == '\0' ? NULL : access->account_id);
	json_write_pair(&json, "kind", key ? "key" : "session");
	json_write_pair(&json, key ? "key_id" : "session_id", access->credential);
	json_write_pair_bool(&json, "can_trade", access->can_trade);
	json_write_object_end(&json);
	return reply_end(reply, 200);
}

/* Bound to the session of the token, where there is one. */
int auth_csrf_token(struct request *request, struct reply *reply)
{
	char token[CSRF_SIZE];
	const struct identity *identity = identity_of(request);
	bool session = identity->kind == ACCESS_SESSION &&
		       (identity->state == IDENTITY_KNOWN ||
			       identity->state == IDENTITY_PENDING);
	csrf_make(session ? identity->claims.session : "", request->now_us / 1000000,
		token);
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	json_write_pair(&json, "csrf_token", token);
	json_write_pair_integer(&json, "expires_in", CSRF_LIFETIME_S);
	json_write_pair_bool(&json, "bound", session);
	json_write_object_end(&json);
	return reply_end(reply, 200);
}
