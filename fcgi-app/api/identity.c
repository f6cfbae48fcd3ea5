#include "api/identity.h"

#include "api/activity.h"
#include "api/context.h"
#include "auth/credential.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { BASIC_LIMIT = 256 };

static const char COOKIE[] = "__Host-refresh=";

const struct identity *identity_of(const struct request *request)
{
	return &context_of(request)->identity;
}

const struct access *identity_access(const struct request *request)
{
	assert(identity_of(request)->access != NULL);
	return identity_of(request)->access;
}

static void take_key(struct identity *identity, const char *key, const char *secret)
{
	size_t plain = strspn(key, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
	bool shaped = strlen(key) == CREDENTIAL_KEY_ID_SIZE - 1 && key[plain] == '\0' &&
		      strlen(secret) == CREDENTIAL_SECRET_SIZE - 1;
	identity->kind = ACCESS_KEY;
	identity->key = key;
	identity->secret = secret;
	identity->state = shaped ? IDENTITY_PENDING : IDENTITY_BAD;
}

/* "KEY:SECRET", in one text. */
static void take_pair(
	struct request *request, struct identity *identity, const char *pair)
{
	const char *colon = strchr(pair, ':');
	const char *key =
		colon == NULL ? NULL
			      : arena_copy(request->arena, pair, (size_t)(colon - pair));
	identity->state = IDENTITY_BAD;
	if (key != NULL)
		take_key(identity, key, colon + 1);
}

static void take_basic(
	struct request *request, struct identity *identity, const char *encoded)
{
	size_t length;
	char *decoded = arena_alloc(request->arena, BASIC_LIMIT + 1);
	identity->state = IDENTITY_BAD;
	if (decoded != NULL &&
		sodium_base642bin((unsigned char *)decoded, BASIC_LIMIT, encoded,
			strlen(encoded), NULL, &length, NULL,
			sodium_base64_VARIANT_ORIGINAL) == 0 &&
		strlen(decoded) == length)
		take_pair(request, identity, decoded);
}

static void take_token(
	struct request *request, struct identity *identity, const char *token)
{
	if (strchr(token, ':') != NULL) {
		take_pair(request, identity, token);
		return;
	}
	identity->kind = ACCESS_SESSION;
	identity->state = jwt_verify(token, request->now_us / 1000000, &identity->claims)
				  ? IDENTITY_PENDING
				  : IDENTITY_BAD;
}

static void take_header(
	struct request *request, struct identity *identity, const char *header)
{
	if (strncasecmp(header, "Bearer ", 7) == 0)
		take_token(request, identity, header + 7);
	else if (strncasecmp(header, "Basic ", 6) == 0)
		take_basic(request, identity, header + 6);
	else
		identity->state = IDENTITY_BAD;
}

/* The right secret for a key that is known? */
static bool holds(const struct identity *identity, const struct access *access)
{
	char hash[CREDENTIAL_HASH_SIZE];
	if (access->kind == ACCESS_SESSION)
		return strcmp(access->public_id, identity->claims.user) == 0;
	credential_hash_salted(access->salt, identity->secret, hash);
	return sodium_memcmp(hash, access->hash, CREDENTIAL_HASH_SIZE - 1) == 0;
}

static void settle(
	struct request *request, struct identity *identity, const struct access *access)
{
	identity->state = holds(identity, access) ? IDENTITY_KNOWN : IDENTITY_BAD;
	if (identity->state != IDENTITY_KNOWN)
		return;
	identity->access = access;
	request->user_id = access->user_id;
}

static const char *credential_of(const struct identity *identity)
{
	return identity->kind == ACCESS_KEY ? identity->key : identity->claims.session;
}

void identity_read(struct request *request)
{
	struct identity *identity = &context_of(request)->identity;
	const char *key = request_header(request, "HTTP_APCA_API_KEY_ID");
	const char *secret = request_header(request, "HTTP_APCA_API_SECRET_KEY");
	const char *header = request_header(request, "HTTP_AUTHORIZATION");

	*identity = (struct identity){.state = IDENTITY_NONE};
	if (key != NULL)
		take_key(identity, key, secret == NULL ? "" : secret);
	else if (header != NULL)
		take_header(request, identity, header);
	if (identity->state != IDENTITY_PENDING)
		return;
	const struct access *access = access_known(
		identity->kind, credential_of(identity), clock_monotonic_us());
	if (access != NULL)
		settle(request, identity, access);
}

static void copy(char *field, size_t size, const char *text)
{
	snprintf(field, size, "%s", text == NULL ? "" : text);
}

static bool fill(
	struct access *access, const struct identity *identity, const struct rows *rows)
{
	access->kind = identity->kind;
	copy(access->credential, sizeof(access->credential), credential_of(identity));
	copy(access->user_id, sizeof(access->user_id), rows_text(rows, 0, "user_id"));
	copy(access->public_id, sizeof(access->public_id),
		rows_text(rows, 0, "public_id"));
	copy(access->username, sizeof(access->username), rows_text(rows, 0, "username"));
	copy(access->email, sizeof(access->email), rows_text(rows, 0, "email"));
	copy(access->account_id, sizeof(access->account_id),
		rows_text(rows, 0, "account_id"));
	if (!access_role_named(rows_text(rows, 0, "role"), &access->role))
		return false;
	access->can_trade = access->role != ACCESS_VIEWER;
	if (identity->kind == ACCESS_SESSION)
		return true;
	access->can_trade = access->can_trade && rows_flag(rows, 0, "can_trade");
	copy(access->salt, sizeof(access->salt), rows_text(rows, 0, "salt"));
	copy(access->hash, sizeof(access->hash), rows_text(rows, 0, "hash"));
	return true;
}

/* Notes that a key is in use; failing to is no reason to refuse the caller. */
static void touch(struct request *request, const struct access *access)
{
	struct rows rows;
	const char *const parameters[] = {access->credential, request->client,
		activity_agent(request), request->id};
	struct transaction transaction = transaction_of(context_of(request)->database,
		request->arena, TRANSACTION_WRITE, access->user_id);
	if (transaction_run(&transaction, STATEMENT_KEYS_TOUCH, 4, parameters, &rows) !=
		0)
		transaction_rollback(&transaction);
	else if (transaction_commit(&transaction) != 0)
		return;
}

enum refusal identity_resolve(struct request *request)
{
	struct rows rows;
	struct access *access = arena_alloc(request->arena, sizeof(*access));
	struct api_context *context = context_of(request);
	struct identity *identity = &context->identity;
	uint64_t generation = access_generation();
	const char *credential = credential_of(identity);

	if (identity->state != IDENTITY_PENDING)
		return REFUSAL_NONE;
	if (access == NULL || !connection_ready(context->database))
		return REFUSAL_UNAVAILABLE;
	struct transaction transaction =
		transaction_of(context->database, request->arena, TRANSACTION_READ, NULL);
	int result = transaction_run(&transaction,
		identity->kind == ACCESS_KEY ? STATEMENT_KEYS_FIND
					     : STATEMENT_SESSIONS_FIND,
		1, &credential, &rows);
	transaction_rollback(&transaction);
	if (result != 0)
		return REFUSAL_UNAVAILABLE;
	identity->state = IDENTITY_BAD;
	if (rows.count == 0 || !fill(access, identity, &rows))
		return REFUSAL_NONE;
	settle(request, identity, access);
	if (identity->state == IDENTITY_KNOWN)
		access_learn(access, generation, clock_monotonic_us());
	if (identity->state == IDENTITY_KNOWN && identity->kind == ACCESS_KEY)
		touch(request, access);
	return REFUSAL_NONE;
}

const char *identity_cookie(const struct request *request)
{
	const char *cookies = request_header(request, "HTTP_COOKIE");
	while (cookies != NULL) {
		cookies += strspn(cookies, " ;");
		if (text_starts(cookies, COOKIE)) {
			cookies += strlen(COOKIE);
			return arena_copy(
				request->arena, cookies, strcspn(cookies, "; "));
		}
		cookies = strchr(cookies, ';');
	}
	return NULL;
}
