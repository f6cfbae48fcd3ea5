#include "market/line.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/json_scan.h"
#include "base/settings.h"
#include "base/text.h"
#include "market/line_book.h"

#include <stdio.h>
#include <string.h>

enum {
	PAIRS_MOST = 16,
	CONNECT_MS = 3000,
	ESCAPED_SIZE = 1024,
	QUOTED = 100,       /* bytes of an answer that a problem quotes */
	LOOKED_AT = 2048,   /* bytes of it that are searched for secrets */
	KEPT_MOST = 4 << 20 /* bytes of an answer that is worth keeping */
};

/* What is kept for a request. */
struct kept {
	bool found;
	bool fresh;
	const char *body;
	size_t length;
	int64_t fetched_us;
};

int line_open(const char *directory)
{
	return line_book_open(directory);
}

static bool note_nothing(void *context, enum json_token token, struct json_place where)
{
	(void)context;
	(void)token;
	(void)where;
	return true;
}

static enum provider_fault fault_of_status(long status)
{
	if (status == 401 || status == 402 || status == 403)
		return PROVIDER_REFUSED;
	if (status == 400 || status == 404 || status == 422)
		return PROVIDER_UNKNOWN;
	if (status == 429)
		return PROVIDER_LIMITED;
	return status == 408 || status >= 500 ? PROVIDER_FAILED : PROVIDER_NONSENSE;
}

enum provider_fault line_judge_json(long status, const char *body, size_t length)
{
	struct json_problem problem;
	if (status != 200)
		return fault_of_status(status);
	return json_scan(body, length, note_nothing, NULL, &problem) ? PROVIDER_OK
								     : PROVIDER_NONSENSE;
}

/* Names a request without its keys; NULL when there is no memory. */
static const char *key_of(struct arena *arena, const struct line_get *get)
{
	struct text key = text_in(arena);
	text_format(&key, "%s %s", source_name(get->source), get->path);
	for (size_t i = 0; i < get->query_count; i++) {
		text_format(&key, "%c%s=", i == 0 ? '?' : '&', get->query[i].name);
		fetch_escape(&key, get->query[i].value);
	}
	return text_done(&key);
}

static struct kept find(const struct provider_call *call, const char *key)
{
	struct kept kept = {0};
	if (call->kept != NULL && key != NULL)
		kept.found = call->kept->find(call->kept->context, key, &kept.body,
			&kept.length, &kept.fetched_us, &kept.fresh);
	return kept;
}

static enum provider_fault use(struct provider_call *call, const struct kept *kept,
	const char **body, size_t *length)
{
	if (call->fetched_us == 0 || kept->fetched_us < call->fetched_us)
		call->fetched_us = kept->fetched_us;
	call->stale = call->stale || !kept->fresh;
	*body = kept->body;
	*length = kept->length;
	return PROVIDER_OK;
}

static void hide(char *text, const char *secret)
{
	size_t length = strlen(secret);
	if (length == 0)
		return;
	for (char *at = text; (at = strstr(at, secret)) != NULL; at += length)
		memset(at, '*', length);
}

/* Overwrites our keys wherever they stand in a text, plain or escaped as in a URL, and
 * what is not printable ASCII. The keys go first: nothing that is replaced may hide
 * one from the search. */
static void publish(const struct line_get *get, char *text)
{
	char buffer[ESCAPED_SIZE];
	for (size_t i = 0; i < get->secret_count; i++) {
		struct text escaped = text_over(buffer, sizeof(buffer));
		fetch_escape(&escaped, get->secrets[i].value);
		hide(text, get->secrets[i].value);
		if (text_done(&escaped) != NULL)
			hide(text, escaped.data);
	}
	for (char *byte = text; *byte != '\0'; byte++)
		if (*byte < ' ' || *byte > '~')
			*byte = ' ';
}

static const char *words(enum provider_fault fault)
{
	switch (fault) {
	case PROVIDER_OK:
		return "it answers";
	case PROVIDER_NOT_OFFERED:
		return "it has no such data";
	case PROVIDER_UNKNOWN:
		return "it does not know what was asked for";
	case PROVIDER_REFUSED:
		return "it refuses our key, or our plan lacks this";
	case PROVIDER_LIMITED:
		return "we asked too often";
	case PROVIDER_FAILED:
		return "it failed";
	case PROVIDER_NONSENSE:
		return "its answer cannot be read";
	case PROVIDER_AWAY:
		return "there is no network here";
	}
	return "";
}

/* In words, with the beginning of what the provider said itself. */
static void describe(struct provider_call *call, const struct line_get *get,
	enum provider_fault fault, const struct fetch_reply *reply)
{
	char said[LOOKED_AT];
	const char *text = reply->status == 0 ? reply->problem : reply->body;
	snprintf(said, sizeof(said), "%s", text == NULL ? "" : text);
	publish(get, said);
	/* A key that the end of the buffer cuts is far behind what is quoted. */
	said[QUOTED] = '\0';
	if (reply->status == 0)
		snprintf(call->problem, sizeof(call->problem), "%s: %s",
			source_name(get->source), said);
	else
		snprintf(call->problem, sizeof(call->problem), "%s: %s (%ld): %s",
			source_name(get->source), words(fault), reply->status, said);
}

static enum line_outcome outcome_of(enum provider_fault fault)
{
	switch (fault) {
	case PROVIDER_REFUSED:
		return LINE_REFUSED;
	case PROVIDER_LIMITED:
		return LINE_LIMITED;
	case PROVIDER_FAILED:
	case PROVIDER_NONSENSE:
		return LINE_FAILED;
	case PROVIDER_OK:
	case PROVIDER_NOT_OFFERED:
	case PROVIDER_UNKNOWN:
	case PROVIDER_AWAY:
		break;
	}
	return LINE_GOOD;
}

/* What the provider asks us to wait: as it says, or until its quota is whole again
 * when that is spent. */
static int64_t wait_ms(enum provider_fault fault, const struct fetch_reply *reply)
{
	bool spent = reply->remaining == 0 || fault == PROVIDER_LIMITED;
	return reply->retry_after_ms == 0 && spent ? reply->reset_ms
						   : reply->retry_after_ms;
}

static void report(struct provider_call *call, const struct line_get *get,
	enum provider_fault fault, const struct fetch_reply *reply, int64_t duration_us)
{
	struct line_result result = {.outcome = outcome_of(fault),
		.duration_us = duration_us,
		.retry_after_us = wait_ms(fault, reply) * 1000,
		.problem = call->problem};
	call->retry_after_ms = fault == PROVIDER_OK ? 0 : wait_ms(fault, reply);
	line_book_settle(get->source, &result, call->wall_us + duration_us);
}

/* One request over the network, let through already. */
static enum provider_fault send(
	struct provider_call *call, const struct line_get *get, struct fetch_reply *reply)
{
	struct fetch_pair query[PAIRS_MOST + LINE_SECRETS];
	struct fetch_pair headers[LINE_SECRETS + 1] = {{"Accept", "application/json"}};
	size_t query_count = 0, header_count = 1;
	int64_t total_ms = settings_number(SETTING_PROVIDER_TIMEOUT_MS);
	for (; query_count < get->query_count && query_count < PAIRS_MOST; query_count++)
		query[query_count] = get->query[query_count];
	for (size_t i = 0; i < get->secret_count; i++) {
		struct text value = text_in(call->arena);
		text_format(
			&value, "%s%s", get->secrets[i].prefix, get->secrets[i].value);
		struct fetch_pair pair = {get->secrets[i].name, text_done(&value)};
		if (pair.value == NULL)
			pair.value = "";
		if (get->secrets_in_query)
			query[query_count++] = pair;
		else
			headers[header_count++] = pair;
	}
	struct fetch_request request = {.base = get->base,
		.path = get->path,
		.query = query,
		.query_count = query_count,
		.headers = headers,
		.header_count = header_count,
		.proxy = settings_text(SETTING_PROVIDER_PROXY),
		.connect_ms = total_ms < CONNECT_MS ? total_ms : CONNECT_MS,
		.total_ms = total_ms,
		.limit = FETCH_BODY_LIMIT};
	line_judge *judge = get->judge == NULL ? line_judge_json : get->judge;
	enum provider_fault fault = PROVIDER_FAILED;
	int64_t began_us = clock_monotonic_us();
	enum fetch_fault fetched = fetch_get(call->arena, &request, reply);
	if (fetched == FETCH_OK)
		fault = judge(reply->status, reply->body, reply->length);
	if (fault != PROVIDER_OK)
		describe(call, get, fault, reply);
	/* What we could not send says nothing about the provider. */
	if (fetched != FETCH_UNSENDABLE)
		report(call, get, fault, reply, clock_monotonic_us() - began_us);
	return fault;
}

/* May it be asked? Says why not. */
static enum provider_fault admit(struct provider_call *call, const struct line_get *get)
{
	static const char *const reasons[] = {[LINE_FREE] = "",
		[LINE_BROKEN] = "it failed several times in a row",
		[LINE_PAUSED] = "it told us to wait",
		[LINE_WAITING] = "it has just failed",
		[LINE_DAY_SPENT] = "the calls that it allows a day are used up",
		[LINE_MINUTE_SPENT] = "the calls that it allows a minute are used up"};
	for (size_t i = 0; i < get->secret_count; i++)
		if (*get->secrets[i].value == '\0') {
			snprintf(call->problem, sizeof(call->problem),
				"%s: its key is not set", source_name(get->source));
			return PROVIDER_REFUSED;
		}
	struct line_verdict verdict = line_book_take(get->source, call->wall_us);
	if (verdict.reason == LINE_FREE)
		return PROVIDER_OK;
	call->retry_after_ms = (verdict.retry_in_us + 999) / 1000;
	snprintf(call->problem, sizeof(call->problem), "%s is not asked for %lld ms: %s",
		source_name(get->source), (long long)call->retry_after_ms,
		reasons[verdict.reason]);
	return verdict.reason == LINE_BROKEN || verdict.reason == LINE_WAITING
		       ? PROVIDER_FAILED
		       : PROVIDER_LIMITED;
}

/* Is a stale answer better than this? That it knows no such thing is an answer. */
static bool is_passing(enum provider_fault fault)
{
	return fault == PROVIDER_REFUSED || fault == PROVIDER_LIMITED ||
	       fault == PROVIDER_FAILED || fault == PROVIDER_NONSENSE;
}

enum provider_fault line_get(struct provider_call *call, const struct line_get *get,
	const char **body, size_t *length)
{
	struct fetch_reply reply;
	const char *key = get->ttl_s > 0 ? key_of(call->arena, get) : NULL;
	struct kept kept = find(call, key);
	if (kept.found && (kept.fresh || !call->network))
		return use(call, &kept, body, length);
	if (!call->network)
		return PROVIDER_AWAY;
	enum provider_fault fault = admit(call, get);
	if (fault == PROVIDER_OK)
		fault = send(call, get, &reply);
	if (kept.found && is_passing(fault))
		return use(call, &kept, body, length);
	if (fault != PROVIDER_OK)
		return fault;
	*body = reply.body;
	*length = reply.length;
	if (call->kept != NULL && key != NULL && *length <= KEPT_MOST)
		call->kept->put(call->kept->context, key, get->source, *body, *length,
			get->ttl_s);
	return PROVIDER_OK;
}

void line_state(enum source source, int64_t wall_us, struct line_state *state)
{
	*state =
		(struct line_state){.source = source, .limits = line_book_limits(source)};
	line_book_read(source, &state->record);
	state->breaker = line_rules_breaker(&state->record, wall_us);
	state->minute_left =
		line_rules_minute_left(&state->record, &state->limits, wall_us);
	state->day_left = line_rules_day_left(&state->record, &state->limits, wall_us);
	state->day_calls = line_rules_day_calls(&state->record, wall_us);
}
