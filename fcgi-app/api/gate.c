#include "api/gate.h"

#include "api/context.h"
#include "auth/csrf.h"
#include "auth/limits.h"
#include "auth/network.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/settings.h"
#include "base/text.h"
#include "http/metrics.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Operators come from networks that METRICS_ALLOW names, or bear the token. */
static bool is_operator(const struct request *request)
{
	struct network_address address;
	const char *token = settings_text(SETTING_METRICS_TOKEN);
	const char *bearer = request_header(request, "HTTP_AUTHORIZATION");
	if (*token != '\0' && bearer != NULL && text_starts(bearer, "Bearer ") &&
		text_equal_secret(bearer + strlen("Bearer "), token))
		return true;
	return network_parse(request->client, &address) &&
	       network_list_has(settings_text(SETTING_METRICS_ALLOW), &address);
}

/* A page of another site may send what a browser adds by itself, but not hide
 * where it came from. */
static bool is_foreign(const struct request *request)
{
	char own[300];
	const char *origin = request_header(request, "HTTP_ORIGIN");
	const char *host = request_header(request, "HTTP_HOST");
	if (origin == NULL || host == NULL)
		return false;
	snprintf(own, sizeof(own), "https://%s", host);
	return strcmp(origin, own) != 0 &&
	       !settings_list_has(settings_text(SETTING_ALLOW_ORIGIN), origin);
}

static bool has_media(const struct request *request, const char *media)
{
	const char *type = request_header(request, "CONTENT_TYPE");
	size_t length = strlen(media);
	return type != NULL && strncasecmp(type, media, length) == 0 &&
	       strchr("; \t", type[length]) != NULL;
}

/* What a request that changes something needs, when a browser could have been
 * tricked into sending it. API keys are never a browser's. */
static enum refusal guard_change(const struct request *request)
{
	const struct identity *identity = identity_of(request);
	const char *token = request_header(request, "HTTP_X_CSRF_TOKEN");
	bool key = identity->state == IDENTITY_KNOWN && identity->kind == ACCESS_KEY;
	if (request->method == ROUTE_GET || key)
		return REFUSAL_NONE;
	if (is_foreign(request))
		return REFUSAL_ORIGIN;
	if (request->route->access == ROUTE_PUBLIC)
		return REFUSAL_NONE;
	if (token == NULL || !csrf_check(token, identity->access->credential, true,
				     request->now_us / 1000000))
		return REFUSAL_CSRF;
	if (request->route->media != NULL)
		return has_media(request, request->route->media) ? REFUSAL_NONE
								 : REFUSAL_MEDIA;
	return request->body_length == 0 || has_media(request, "application/json")
		       ? REFUSAL_NONE
		       : REFUSAL_MEDIA;
}

static bool is_admin_session(const struct identity *identity)
{
	return identity->state == IDENTITY_KNOWN && identity->kind == ACCESS_SESSION &&
	       identity->access->role == ACCESS_ADMIN;
}

/* What the route asks of a user who is known. */
static enum refusal allow_user(const struct request *request)
{
	const struct identity *identity = identity_of(request);
	enum route_access access = request->route->access;
	bool key = identity->kind == ACCESS_KEY;
	if (access == ROUTE_ADMIN && !is_admin_session(identity))
		return REFUSAL_FORBIDDEN;
	/* Under a session even a viewer looks after sessions and settings. */
	if (request->method != ROUTE_GET && !identity->access->can_trade &&
		(key || access == ROUTE_USER))
		return REFUSAL_SCOPE;
	if (request->route->admins && identity->access->role != ACCESS_ADMIN)
		return REFUSAL_FORBIDDEN;
	if (access == ROUTE_SESSION && key)
		return REFUSAL_FORBIDDEN;
	return guard_change(request);
}

static enum refusal authorize(struct request *request)
{
	const struct identity *identity = identity_of(request);
	enum refusal refusal = REFUSAL_NONE;
	if (request->route->access == ROUTE_PUBLIC)
		return guard_change(request);
	if (request->route->access == ROUTE_OPERATOR && is_operator(request))
		return REFUSAL_NONE;
	if (identity->state == IDENTITY_PENDING)
		refusal = identity_resolve(request);
	if (refusal != REFUSAL_NONE)
		return refusal;
	if (request->route->access == ROUTE_OPERATOR)
		return is_admin_session(identity) ? guard_change(request)
						  : REFUSAL_FORBIDDEN;
	if (identity->state != IDENTITY_KNOWN)
		return REFUSAL_UNAUTHORIZED;
	return allow_user(request);
}

static void header_number(struct reply *reply, const char *name, int64_t number)
{
	char text[24];
	snprintf(text, sizeof(text), "%lld", (long long)number);
	reply_header(reply, name, text);
}

static int64_t seconds_up(int64_t duration_us)
{
	return (duration_us + 999999) / 1000000;
}

static void tell(const struct request *request, struct reply *reply,
	const struct limits_verdict *verdict)
{
	header_number(reply, "X-RateLimit-Limit", verdict->limit);
	header_number(reply, "X-RateLimit-Remaining", verdict->remaining);
	header_number(reply, "X-RateLimit-Reset",
		seconds_up(request->now_us + verdict->full_in_us));
	if (!verdict->allowed)
		header_number(reply, "Retry-After", seconds_up(verdict->retry_in_us));
}

/* The client's address; of IPv6 the half that names a network, for the other
 * half is the client's to choose. */
static size_t address_identity(const struct request *request, uint8_t identity[16])
{
	struct network_address address = {0};
	if (!network_parse(request->client, &address))
		return 0;
	memcpy(identity, address.bytes, sizeof(address.bytes));
	return network_is_ipv4(&address) ? 16 : 8;
}

/* One token of this identity. The pool that handed the request over has taken it: what is
 * left is told again. */
static struct limits_verdict take_of(const struct request *request,
	enum limits_class class, enum setting setting, const void *identity,
	size_t length)
{
	int64_t limit = settings_number(setting);
	int64_t now_us = clock_monotonic_us();
	if (request_is_handed_over(request))
		return limits_look(class, limit, identity, length, now_us);
	struct limits_verdict verdict =
		limits_take(class, limit, identity, length, now_us);
	if (!verdict.allowed)
		metrics_count(
			(enum metrics_counter)(METRICS_RATE_LIMITED_GLOBAL + (int)class));
	return verdict;
}

static struct limits_verdict take(
	const struct request *request, enum limits_class class, enum setting setting)
{
	uint8_t identity[16] = {0};
	size_t length = address_identity(request, identity);
	return take_of(request, class, setting, identity, length);
}

/* A key counts by itself, wherever its bots run. */
static struct limits_verdict take_key(const struct request *request)
{
	const char *credential = identity_access(request)->credential;
	return take_of(request, LIMITS_KEY, SETTING_RATE_LIMIT_KEY, credential,
		strlen(credential));
}

/* A key has to be looked up before it can count by itself; one that cannot be,
 * or is none, counts by its address. */
static bool counts_by_key(struct request *request)
{
	const struct identity *identity = identity_of(request);
	return identity->kind == ACCESS_KEY &&
	       identity_resolve(request) == REFUSAL_NONE &&
	       identity->state == IDENTITY_KNOWN;
}

/* Orders of people count by user, wherever they sit; bots have their key's limit. */
static struct limits_verdict take_trade(struct request *request)
{
	const struct identity *identity = identity_of(request);
	if (identity->kind != ACCESS_SESSION ||
		identity_resolve(request) != REFUSAL_NONE ||
		identity->state != IDENTITY_KNOWN)
		return (struct limits_verdict){.allowed = true};
	return take_of(request, LIMITS_TRADE, SETTING_RATE_LIMIT_TRADE,
		identity->access->user_id, strlen(identity->access->user_id));
}

/* Sign-ins and orders count against their own limit and the overall one; the
 * caller is told of the tighter. */
static enum refusal limit(struct request *request, struct reply *reply)
{
	enum route_rate rate =
		request->route == NULL ? ROUTE_RATE_GLOBAL : request->route->rate;
	struct limits_verdict verdict = {.allowed = true};
	if (rate == ROUTE_RATE_NONE)
		return REFUSAL_NONE;
	if (rate == ROUTE_RATE_AUTH)
		verdict = take(request, LIMITS_AUTH, SETTING_RATE_LIMIT_AUTH);
	if (rate == ROUTE_RATE_TRADE)
		verdict = take_trade(request);
	if (verdict.allowed) {
		struct limits_verdict overall =
			counts_by_key(request)
				? take_key(request)
				: take(request, LIMITS_GLOBAL, SETTING_RATE_LIMIT_GLOBAL);
		if (!verdict.applies || !overall.allowed)
			verdict = overall;
	}
	if (verdict.applies)
		tell(request, reply, &verdict);
	if (!verdict.allowed)
		LOG(LOG_INFO, "rate limited", LOG_TEXT("client", request->client),
			LOG_TEXT("path", request->path));
	return verdict.allowed ? REFUSAL_NONE : REFUSAL_RATE;
}

static enum refusal begin(struct request *request)
{
	struct api_context *context = context_of(request);
	enum route_data data = request->route->data;
	context->access_changed = false;
	if (data == ROUTE_NO_DATA)
		return REFUSAL_NONE;
	if (!connection_ready(context->database))
		return REFUSAL_UNAVAILABLE;
	context->transaction = transaction_of(context->database, request->arena,
		data == ROUTE_READS ? TRANSACTION_READ : TRANSACTION_WRITE,
		request->user_id);
	context->transaction.admin = request->route->access == ROUTE_ADMIN;
	return REFUSAL_NONE;
}

static int commit(struct request *request)
{
	if (request->route->data == ROUTE_NO_DATA)
		return 0;
	struct api_context *context = context_of(request);
	int result = transaction_commit(&context->transaction);
	if (context->access_changed)
		access_changed();
	return result;
}

static void rollback(struct request *request)
{
	if (request->route->data != ROUTE_NO_DATA)
		transaction_rollback(&context_of(request)->transaction);
}

/* Values that the database refuses are the caller's fault (classes 22, 23); a
 * lost connection, a lock or a time-out passes; anything else is ours. */
static enum refusal broken(struct request *request)
{
	const struct api_context *context = context_of(request);
	const char *state = context->transaction.sqlstate;
	if (request->route->data == ROUTE_NO_DATA)
		return REFUSAL_INTERNAL;
	if (!connection_ready(context->database))
		return REFUSAL_UNAVAILABLE;
	if (text_starts(state, "22") || text_starts(state, "23"))
		return REFUSAL_PARAMETER;
	if (text_starts(state, "40") || text_starts(state, "53") ||
		text_starts(state, "55") || text_starts(state, "57"))
		return REFUSAL_UNAVAILABLE;
	return REFUSAL_INTERNAL;
}

const struct dispatch_hooks gate_hooks = {
	.identify = identity_read,
	.authorize = authorize,
	.limit = limit,
	.begin = begin,
	.commit = commit,
	.rollback = rollback,
	.broken = broken,
};
