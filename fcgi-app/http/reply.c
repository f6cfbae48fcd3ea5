#include "http/reply.h"

#include "http/request.h"

#include <fcgiapp.h>
#include <stdio.h>
#include <string.h>

enum { NAME_LIMIT = 128, REFUSAL_SIZE = 4096 };

struct reply reply_to(const struct request *request)
{
	return (struct reply){
		.request = request,
		.status = 200,
		.content_type = "application/json",
		.headers = text_in(request->arena),
		.body = text_in(request->arena),
	};
}

struct json_writer reply_json(struct reply *reply)
{
	return json_write_to(&reply->body);
}

void reply_header(struct reply *reply, const char *name, const char *value)
{
	if (strpbrk(value, "\r\n") != NULL)
		return;
	text_string(&reply->headers, name);
	text_append(&reply->headers, ": ", 2);
	text_string(&reply->headers, value);
	text_append(&reply->headers, "\r\n", 2);
}

int reply_end(struct reply *reply, int status)
{
	reply->status = status;
	return 0;
}

int reply_end_cached(struct reply *reply, int seconds)
{
	char control[64];
	snprintf(control, sizeof(control), "public, max-age=%d", seconds);
	reply_header(reply, "Cache-Control", control);
	reply->tagged = true;
	return reply_end(reply, 200);
}

int reply_end_private(struct reply *reply, int seconds)
{
	char control[64];
	snprintf(control, sizeof(control), "private, max-age=%d", seconds);
	reply_header(reply, "Cache-Control", control);
	return reply_end(reply, 200);
}

int reply_end_private_tagged(struct reply *reply, int seconds)
{
	reply->tagged = true;
	return reply_end_private(reply, seconds);
}

int reply_hand_over(struct reply *reply)
{
	reply->body.length = 0;
	reply->handed_over = true;
	reply_header(reply, "X-Accel-Redirect", "@slow");
	return reply_end(reply, 200);
}

static int refuse(
	struct reply *reply, enum refusal refusal, const char *message, const char *field)
{
	/* Not of the arena: that it is full may be the reason. */
	static char body[REFUSAL_SIZE];
	const struct refusal_fact *fact = refusal_fact(refusal);
	reply->body = text_over(body, sizeof(body));
	reply->content_type = "application/json";
	reply->tagged = false;
	struct json_writer json = reply_json(reply);
	json_write_object(&json);
	json_write_pair_integer(&json, "code", fact->code);
	json_write_pair(&json, "message", message);
	if (field != NULL)
		json_write_pair(&json, "field", field);
	json_write_pair(&json, "request_id", reply->request->id);
	json_write_object_end(&json);
	if (fact->status == 503)
		reply_header(reply, "Retry-After", "1");
	return reply_end(reply, fact->status);
}

int reply_refuse(struct reply *reply, enum refusal refusal)
{
	return refuse(reply, refusal, refusal_fact(refusal)->message, NULL);
}

int reply_refuse_keeping(struct reply *reply, enum refusal refusal)
{
	reply->kept = true;
	return reply_refuse(reply, refusal);
}

int reply_refuse_because(struct reply *reply, enum refusal refusal, const char *message)
{
	return refuse(reply, refusal, message, NULL);
}

int reply_refuse_field(struct reply *reply, const char *name, const char *why)
{
	char field[NAME_LIMIT + 1];
	char message[512];
	/* The name is the client's choice: as many whole characters as there is room. */
	size_t length = strnlen(name, NAME_LIMIT);
	while (!text_is_utf8(name, length))
		length--;
	snprintf(field, sizeof(field), "%.*s", (int)length, name);
	snprintf(message, sizeof(message), "%s %s", field, why);
	return refuse(reply, REFUSAL_PARAMETER, message, field);
}

/* Compares with If-None-Match, weakly, as caches do. */
static bool is_known(const struct reply *reply, const char *tag)
{
	const char *known = request_header(reply->request, "HTTP_IF_NONE_MATCH");
	return known != NULL && (strcmp(known, "*") == 0 || strstr(known, tag) != NULL);
}

/* Eight bytes a step, each of which loses nothing: bodies may be long. */
static uint64_t fingerprint(const char *bytes, size_t length)
{
	const uint64_t odd = UINT64_C(0x9e3779b97f4a7c15);
	uint64_t print = length * odd;
	uint64_t word;
	for (; length >= sizeof(word); bytes += sizeof(word), length -= sizeof(word)) {
		memcpy(&word, bytes, sizeof(word));
		print = (print ^ word) * odd;
		print = print << 29 | print >> 35;
	}
	word = 0;
	if (length > 0)
		memcpy(&word, bytes, length);
	print = (print ^ word) * odd;
	return print ^ print >> 32;
}

static void tag_body(struct reply *reply)
{
	char tag[32];
	snprintf(tag, sizeof(tag), "\"%016llx\"",
		(unsigned long long)fingerprint(reply->body.data, reply->body.length));
	reply_header(reply, "ETag", tag);
	if (is_known(reply, tag)) {
		reply->status = 304;
		reply->body.length = 0;
	}
}

/* The words that go with a status on HTTP/1.1; few are looked at by anyone. */
static const char *phrase(int status)
{
	static const struct {
		int status;
		const char *words;
	} phrases[] = {{200, "OK"}, {201, "Created"}, {202, "Accepted"},
		{204, "No Content"}, {207, "Multi-Status"}, {304, "Not Modified"},
		{400, "Bad Request"}, {401, "Unauthorized"}, {403, "Forbidden"},
		{404, "Not Found"}, {405, "Method Not Allowed"}, {409, "Conflict"},
		{413, "Content Too Large"}, {415, "Unsupported Media Type"},
		{422, "Unprocessable Content"}, {423, "Locked"},
		{429, "Too Many Requests"}, {500, "Internal Server Error"},
		{503, "Service Unavailable"}};
	for (size_t i = 0; i < sizeof(phrases) / sizeof(*phrases); i++)
		if (phrases[i].status == status)
			return phrases[i].words;
	return "Other";
}

void reply_send(struct reply *reply)
{
	char head[160];
	FCGX_Stream *out = reply->request->fcgi->out;

	if (reply->tagged && !reply->body.failed)
		tag_body(reply);
	if (reply->headers.failed || reply->body.failed) {
		reply->headers = (struct text){0};
		refuse(reply, REFUSAL_INTERNAL, refusal_fact(REFUSAL_INTERNAL)->message,
			NULL);
	}
	bool empty = reply->status == 204 || reply->status == 304;
	int length = snprintf(head, sizeof(head), "Status: %d %s\r\n", reply->status,
		phrase(reply->status));
	if (!empty)
		length += snprintf(head + length, sizeof(head) - (size_t)length,
			"Content-Type: %s\r\nContent-Length: %zu\r\n",
			reply->content_type, reply->body.length);
	FCGX_PutStr(head, length, out);
	if (reply->headers.length > 0)
		FCGX_PutStr(reply->headers.data, (int)reply->headers.length, out);
	FCGX_PutStr("\r\n", 2, out);
	if (!empty && !reply->request->head && reply->body.length > 0)
		FCGX_PutStr(reply->body.data, (int)reply->body.length, out);
}
