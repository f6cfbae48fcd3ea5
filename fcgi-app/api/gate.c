#include "api/gate.h"

#include "api/context.h"
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

static enum refusal authorize(struct request *request)
{
	switch (request->route->access) {
	case ROUTE_PUBLIC:
		return REFUSAL_NONE;
	case ROUTE_OPERATOR:
		return is_operator(request) ? REFUSAL_NONE : REFUSAL_FORBIDDEN;
	}
	return REFUSAL_FORBIDDEN;
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

static struct limits_verdict take(
	const struct request *request, enum limits_class class, enum setting setting)
{
	uint8_t identity[16] = {0};
	size_t length = address_identity(request, identity);
	struct limits_verdict verdict = limits_take(
		class, settings_number(setting), identity, length, clock_monotonic_us());
	if (!verdict.allowed)
		metrics_count(
			(enum metrics_counter)(METRICS_RATE_LIMITED_GLOBAL + (int)class));
	return verdict;
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
		verdict = take(request, LIMITS_TRADE, SETTING_RATE_LIMIT_TRADE);
	if (verdict.allowed) {
		struct limits_verdict overall =
			take(request, LIMITS_GLOBAL, SETTING_RATE_LIMIT_GLOBAL);
		if (!verdict.applies || !overall.allowed)
			verdict = overall;
	}
	if (verdict.applies)
		tell(request, reply, &verdict);
	return verdict.allowed ? REFUSAL_NONE : REFUSAL_RATE;
}

static enum refusal begin(struct request *request)
{
	struct api_context *context = context_of(request);
	enum route_data data = request->route->data;
	if (data == ROUTE_NO_DATA)
		return REFUSAL_NONE;
	if (!connection_ready(context->database))
		return REFUSAL_UNAVAILABLE;
	context->transaction = transaction_of(context->database, request->arena,
		data == ROUTE_READS ? TRANSACTION_READ : TRANSACTION_WRITE,
		request->user_id);
	return REFUSAL_NONE;
}

static int commit(struct request *request)
{
	if (request->route->data == ROUTE_NO_DATA)
		return 0;
	return transaction_commit(&context_of(request)->transaction);
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
	.authorize = authorize,
	.limit = limit,
	.begin = begin,
	.commit = commit,
	.rollback = rollback,
	.broken = broken,
};
