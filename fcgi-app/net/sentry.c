#include "net/sentry.h"

#include "base/json_write.h"
#include "base/text.h"
#include "net/call.h"

#include <stdio.h>
#include <string.h>

enum { TOTAL_MS = 10000, ANSWER_MOST = 64 * 1024, WAIT_MOST_S = 3600, WAIT_S = 60 };

static const char KEY_BYTES[] =
	"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-";

bool sentry_read_dsn(const char *dsn, struct sentry_target *target)
{
	const char *scheme = text_starts(dsn, "https://")  ? "https://"
			     : text_starts(dsn, "http://") ? "http://"
							   : NULL;
	if (scheme == NULL)
		return false;
	const char *key = dsn + strlen(scheme);
	size_t key_length = strspn(key, KEY_BYTES);
	const char *at = strchr(key, '@');
	const char *project = strrchr(key, '/');
	/* An old DSN has a secret behind the key, which nobody asks for any more. */
	if (at == NULL || key_length == 0 || key_length >= SENTRY_KEY_SIZE ||
		(key[key_length] != '@' && key[key_length] != ':') || project < at ||
		project == at + 1 || project[1] == '\0' ||
		project[1 + strspn(project + 1, "0123456789")] != '\0' ||
		strpbrk(at, " ?#\\\"") != NULL)
		return false;
	snprintf(target->key, SENTRY_KEY_SIZE, "%.*s", (int)key_length, key);
	int base = (int)(strcspn(at + 1, "/"));
	const char *path = at + 1 + base;
	return snprintf(target->url, SENTRY_URL_SIZE, "%s%.*s%.*s/api/%s/envelope/",
		       scheme, base, at + 1, (int)(project - path), path,
		       project + 1) < SENTRY_URL_SIZE;
}

static void write_event(struct json_writer *json, const struct sentry_event *event)
{
	json_write_object(json);
	json_write_pair(json, "event_id", event->id);
	json_write_key(json, "timestamp");
	json_write_time(json, event->at_us);
	json_write_pair(json, "platform", "c");
	json_write_pair(json, "level", "error");
	json_write_pair(json, "logger", "papertrade");
	json_write_pair(json, "server_name", event->server);
	json_write_pair(json, "release", event->release);
	json_write_pair(json, "environment", event->environment);
	if (event->transaction != NULL)
		json_write_pair(json, "transaction", event->transaction);
	json_write_key(json, "logentry");
	json_write_object(json);
	json_write_pair(json, "formatted", event->message);
	json_write_object_end(json);
	json_write_key(json, "fingerprint");
	json_write_array(json);
	json_write_string(json, event->message);
	json_write_string(json, event->transaction == NULL ? "" : event->transaction);
	json_write_array_end(json);
	json_write_key(json, "tags");
	json_write_object(json);
	for (size_t i = 0; i < event->tag_count; i++)
		json_write_pair(json, event->tags[i].name, event->tags[i].value);
	json_write_object_end(json);
	json_write_object_end(json);
}

const char *sentry_envelope(struct arena *arena, const struct sentry_event *event,
	int64_t now_us, size_t *length)
{
	struct text item = text_in(arena);
	struct json_writer json = json_write_to(&item);
	write_event(&json, event);
	const char *payload = text_done(&item);
	if (payload == NULL)
		return NULL;
	struct text out = text_in(arena);
	json = json_write_to(&out);
	json_write_object(&json);
	json_write_pair(&json, "event_id", event->id);
	json_write_key(&json, "sent_at");
	json_write_time(&json, now_us);
	json_write_object_end(&json);
	text_format(&out, "\n{\"type\":\"event\",\"length\":%zu}\n", item.length);
	text_append(&out, payload, item.length);
	text_byte(&out, '\n');
	*length = out.length;
	return text_done(&out);
}

/* How long to keep still: as long as is asked, else a minute. */
static int64_t read_wait(const struct call_reply *reply)
{
	int64_t wait_s;
	if (text_to_integer(call_header(reply, "retry-after"), 1, WAIT_MOST_S, &wait_s))
		return wait_s;
	return WAIT_S;
}

enum sentry_outcome sentry_send(struct arena *arena, const struct sentry_target *target,
	const char *envelope, size_t length, int64_t *wait_s)
{
	char identity[SENTRY_KEY_SIZE + 96];
	struct call_reply reply;
	snprintf(identity, sizeof(identity),
		"Sentry sentry_version=7, sentry_client=papertrade/1, sentry_key=%s",
		target->key);
	const struct call_pair headers[] = {{"X-Sentry-Auth", identity},
		{"Content-Type", "application/x-sentry-envelope"}};
	struct call_request request = {.method = "POST",
		.url = target->url,
		.headers = headers,
		.header_count = 2,
		.body = envelope,
		.length = length,
		.total_ms = TOTAL_MS,
		.limit = ANSWER_MOST};
	*wait_s = 0;
	if (!call_send(arena, &request, &reply)) {
		*wait_s = WAIT_S / 6;
		return SENTRY_LATER;
	}
	if (reply.status >= 200 && reply.status < 300)
		return SENTRY_SENT;
	if (reply.status != 429 && reply.status < 500)
		return SENTRY_REFUSED;
	*wait_s = read_wait(&reply);
	return SENTRY_LATER;
}
