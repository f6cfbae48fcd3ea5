#include "bin/smoke_ask.h"

#include "base/arena.h"
#include "base/json_read.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { URL_SIZE = 1024, BEARER_SIZE = 1100, TOTAL_MS = 20000, LIMIT = 8 << 20 };

void smoke_ask_say(struct smoke *smoke, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(smoke->said, SMOKE_SAID, format, arguments);
	va_end(arguments);
	for (char *byte = smoke->said; *byte != '\0'; byte++)
		if ((unsigned char)*byte < 0x20 || *byte == 0x7f)
			*byte = ' ';
}

/* The reason in an error's body, so far as it has one. */
static const char *reason_in(struct smoke *smoke, const struct call_reply *reply)
{
	struct json_problem problem;
	const cJSON *error =
		json_read(smoke->arena, reply->body, reply->length, &problem);
	const char *message =
		error == NULL ? NULL : json_read_text(json_read_member(error, "message"));
	const char *reason =
		error == NULL ? NULL : json_read_text(json_read_member(error, "reason"));
	return message != NULL ? message : reason != NULL ? reason : "";
}

static size_t identify(const struct smoke *smoke, enum smoke_who who,
	struct call_pair *headers, char bearer[BEARER_SIZE])
{
	switch (who) {
	case SMOKE_NOBODY:
		return 0;
	case SMOKE_SESSION:
		snprintf(bearer, BEARER_SIZE, "Bearer %s", smoke->token);
		headers[0] = (struct call_pair){"Authorization", bearer};
		headers[1] = (struct call_pair){"X-CSRF-Token", smoke->csrf};
		return 2;
	case SMOKE_KEY:
		headers[0] = (struct call_pair){"APCA-API-KEY-ID", smoke->key};
		headers[1] = (struct call_pair){"APCA-API-SECRET-KEY", smoke->secret};
		return 2;
	}
	return 0;
}

bool smoke_ask(struct smoke *smoke, enum smoke_who who, const char *method,
	const char *path, const char *body, long status, struct call_reply *reply)
{
	char url[URL_SIZE];
	char bearer[BEARER_SIZE];
	struct call_pair headers[4];
	size_t count = identify(smoke, who, headers, bearer);
	if (body != NULL)
		headers[count++] = (struct call_pair){"Content-Type", "application/json"};
	snprintf(url, sizeof(url), "%s%s", smoke->url, path);
	struct call_request request = {.method = method,
		.url = url,
		.headers = headers,
		.header_count = count,
		.body = body,
		.length = body == NULL ? 0 : strlen(body),
		.authorities = smoke->authorities,
		.total_ms = TOTAL_MS,
		.limit = LIMIT};
	if (!call_send(smoke->arena, &request, reply)) {
		smoke_ask_say(smoke, "%s %s: %s", method, path, reply->problem);
		return false;
	}
	if (reply->status != status)
		smoke_ask_say(smoke, "%s %s: %ld instead of %ld: %s", method, path,
			reply->status, status, reason_in(smoke, reply));
	return reply->status == status;
}

bool smoke_ask_tls(struct smoke *smoke, enum call_tls tls, struct call_reply *reply)
{
	char url[URL_SIZE];
	snprintf(url, sizeof(url), "%s/api/monitoring/health/live", smoke->url);
	struct call_request request = {.url = url,
		.authorities = smoke->authorities,
		.tls = tls,
		.total_ms = TOTAL_MS,
		.limit = LIMIT};
	return call_send(smoke->arena, &request, reply);
}

const cJSON *smoke_ask_json(struct smoke *smoke, const struct call_reply *reply)
{
	struct json_problem problem;
	const cJSON *document =
		json_read(smoke->arena, reply->body, reply->length, &problem);
	if (document == NULL)
		smoke_ask_say(smoke, "the answer is no JSON: %s", problem.what);
	return document;
}

bool smoke_ask_take(struct smoke *smoke, const cJSON *object, const char *name,
	char *text, size_t size)
{
	const char *value =
		object == NULL ? NULL : json_read_text(json_read_member(object, name));
	if (value == NULL || strlen(value) >= size) {
		smoke_ask_say(smoke, "the answer has no %s", name);
		return false;
	}
	snprintf(text, size, "%s", value);
	return true;
}
