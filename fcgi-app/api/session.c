#include "api/session.h"

#include "api/activity.h"
#include "api/context.h"
#include "auth/credential.h"
#include "auth/csrf.h"
#include "auth/jwt.h"
#include "base/settings.h"
#include "http/reply.h"

#include <stdio.h>

/* How long a proof of who one is stays good for what is sensitive. */
enum { FRESH_S = 15 * 60 };

static int64_t idle_s(void)
{
	return settings_number(SETTING_SESSION_IDLE_HOURS) * 3600;
}

static int64_t lifetime_s(void)
{
	return settings_number(SETTING_SESSION_DAYS) * 86400;
}

int session_is_fresh(const struct request *request)
{
	const struct identity *identity = identity_of(request);
	return request->now_us / 1000000 - identity->claims.proved_s < FRESH_S;
}

void session_write_user(struct json_writer *json, const struct rows *self)
{
	json_write_object(json);
	json_write_pair(json, "id", rows_text(self, 0, "public_id"));
	json_write_pair(json, "username", rows_text(self, 0, "username"));
	json_write_pair(json, "email", rows_text(self, 0, "email"));
	json_write_pair(json, "role", rows_text(self, 0, "role"));
	json_write_pair(json, "display_name", rows_text(self, 0, "display_name"));
	json_write_pair(
		json, "default_account_id", rows_text(self, 0, "default_account_id"));
	json_write_pair_bool(json, "totp_enabled", rows_flag(self, 0, "totp"));
	json_write_pair(json, "created_at", rows_text(self, 0, "created_at"));
	json_write_pair(json, "last_sign_in_at", rows_text(self, 0, "last_sign_in_at"));
	json_write_object_end(json);
}

static int write_tokens(struct request *request, struct reply *reply, const char *session,
	int64_t proved_s, const struct rows *self)
{
	struct jwt_claims claims = {.issued_s = request->now_us / 1000000};
	char token[JWT_SIZE];
	char csrf[CSRF_SIZE];
	claims.expires_s = claims.issued_s + JWT_LIFETIME_S;
	claims.proved_s = proved_s;
	snprintf(claims.user, sizeof(claims.user), "%s", rows_text(self, 0, "public_id"));
	snprintf(claims.session, sizeof(claims.session), "%s", session);
	jwt_sign(&claims, token);
	csrf_make(session, claims.issued_s, csrf);

	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	json_write_pair(&json, "access_token", token);
	json_write_pair(&json, "token_type", "bearer");
	json_write_pair_integer(&json, "expires_in", JWT_LIFETIME_S);
	json_write_pair(&json, "csrf_token", csrf);
	json_write_pair(&json, "session_id", session);
	json_write_key(&json, "user");
	session_write_user(&json, self);
	json_write_object_end(&json);
	return 0;
}

int session_set_cookie(struct request *request, struct reply *reply, const char *session)
{
	struct rows rows;
	char token[CREDENTIAL_TOKEN_SIZE];
	char hash[CREDENTIAL_HASH_SIZE];
	char cookie[200];
	credential_token(token);
	credential_hash(token, hash);
	const char *const parameters[] = {hash, session};
	if (transaction_run(context_transaction(request),
		    STATEMENT_SESSIONS_REFRESH_INSERT, 2, parameters, &rows) != 0)
		return -1;
	snprintf(cookie, sizeof(cookie),
		"__Host-refresh=%s; Path=/; Secure; HttpOnly; SameSite=Strict; "
		"Max-Age=%lld",
		token, (long long)idle_s());
	reply_header(reply, "Set-Cookie", cookie);
	return 0;
}

void session_clear_cookie(struct reply *reply)
{
	reply_header(reply, "Set-Cookie",
		"__Host-refresh=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0");
}

static int insert(struct request *request, struct rows *session)
{
	char idle[24];
	char lifetime[24];
	snprintf(idle, sizeof(idle), "%lld", (long long)idle_s());
	snprintf(lifetime, sizeof(lifetime), "%lld", (long long)lifetime_s());
	const char *const parameters[] = {
		request->client, activity_agent(request), idle, lifetime};
	return transaction_run(context_transaction(request), STATEMENT_SESSIONS_INSERT, 4,
		parameters, session);
}

int session_begin(struct request *request, struct reply *reply, int status)
{
	struct rows session;
	struct rows rows;
	struct rows self;
	struct transaction *transaction = context_transaction(request);
	if (insert(request, &session) != 0)
		return -1;
	const char *id = rows_text(&session, 0, "id");
	if (session_set_cookie(request, reply, id) != 0 ||
		transaction_run(
			transaction, STATEMENT_PEOPLE_SIGNED_IN, 0, NULL, &rows) != 0 ||
		activity_note(request, "sign_in", ACTIVITY_DONE, NULL) != 0 ||
		transaction_run(transaction, STATEMENT_PEOPLE_SELF, 0, NULL, &self) !=
			0 ||
		write_tokens(request, reply, id, rows_integer(&session, 0, "proved"),
			&self) != 0)
		return -1;
	return reply_end(reply, status);
}

int session_continue(struct request *request, struct reply *reply, const char *session,
	int64_t proved_s)
{
	struct rows self;
	if (transaction_run(context_transaction(request), STATEMENT_PEOPLE_SELF, 0, NULL,
		    &self) != 0 ||
		write_tokens(request, reply, session, proved_s, &self) != 0)
		return -1;
	return reply_end(reply, 200);
}
