#include "http/request.h"

#include "base/arena.h"
#include "base/text.h"

#include <string.h>

enum { ID_LIMIT = 64, FIRST_READ = 4096, DROPPED = 16384 };

const char *request_header(const struct request *request, const char *name)
{
	return FCGX_GetParam(name, request->fcgi->envp);
}

/* nginx makes the id; anything that could break a log line is not an id. */
static const char *read_id(const struct request *request)
{
	const char *id = request_header(request, "REQUEST_ID");
	if (id == NULL || *id == '\0' || strlen(id) > ID_LIMIT)
		return "none";
	size_t plain = strspn(id, "0123456789abcdefghijklmnopqrstuvwxyz"
				  "ABCDEFGHIJKLMNOPQRSTUVWXYZ-_");
	return id[plain] == '\0' ? id : "none";
}

static bool is_clean_path(const char *path)
{
	for (const char *byte = path; *byte != '\0'; byte++)
		if ((unsigned char)*byte < 0x20 || *byte == 0x7f)
			return false;
	return path[0] == '/' && text_is_utf8(path, strlen(path));
}

enum refusal request_read(struct request *request)
{
	const char *method = request_header(request, "REQUEST_METHOD");
	const char *path = request_header(request, "DOCUMENT_URI");
	const char *client = request_header(request, "REMOTE_ADDR");

	request->id = read_id(request);
	request->client = client == NULL ? "" : client;
	request->method = method == NULL ? ROUTE_NO_METHOD : route_method_named(method);
	request->head = method != NULL && strcmp(method, "HEAD") == 0;
	request->path = path == NULL ? "" : path;
	return is_clean_path(request->path) ? REFUSAL_NONE : REFUSAL_BAD_REQUEST;
}

/* More room for the body; the old bytes come along. */
static char *enlarge(struct request *request, char *body, size_t used, size_t capacity)
{
	char *larger = arena_alloc(request->arena, capacity + 1);
	if (larger != NULL && used > 0)
		memcpy(larger, body, used);
	return larger;
}

static size_t announced_length(const struct request *request)
{
	int64_t length;
	const char *text = request_header(request, "CONTENT_LENGTH");
	if (text == NULL || !text_to_integer(text, 0, INT64_MAX, &length))
		return 0;
	return (size_t)length;
}

/* What is left unread would be taken for the next request. */
static enum refusal give_up(struct request *request, enum refusal refusal)
{
	request->fcgi->keepConnection = 0;
	return refusal;
}

enum refusal request_read_body(struct request *request, size_t limit)
{
	FCGX_Stream *in = request->fcgi->in;
	size_t announced = announced_length(request);
	/* One byte more than announced, so that the first read meets the end. */
	size_t capacity = announced > 0 ? announced + 1 : FIRST_READ;
	size_t used = 0;
	char *body = NULL;

	/* The peer stopped before the parameters ended: libfcgi does not say so. */
	if (FCGX_GetError(in) != 0)
		return give_up(request, REFUSAL_BAD_REQUEST);
	if (announced > limit)
		return give_up(request, REFUSAL_TOO_LARGE);
	while (used <= limit) {
		body = enlarge(request, body, used, capacity);
		if (body == NULL)
			return give_up(request, REFUSAL_TOO_LARGE);
		int got = FCGX_GetStr(body + used, (int)(capacity - used), in);
		used += got > 0 ? (size_t)got : 0;
		if (used < capacity)
			break;
		capacity *= 2;
	}
	if (used > limit)
		return give_up(request, REFUSAL_TOO_LARGE);
	/* The peer went away in the middle, or sent something else than announced. */
	if (FCGX_GetError(in) != 0 || (announced > 0 && used != announced))
		return give_up(request, REFUSAL_BAD_REQUEST);
	request->body = body;
	request->body_length = used;
	return REFUSAL_NONE;
}

void request_drop_body(struct request *request, size_t limit)
{
	char piece[DROPPED];
	size_t dropped = 0;
	int got = (int)sizeof(piece);
	while (got == (int)sizeof(piece) && dropped <= limit) {
		got = FCGX_GetStr(piece, (int)sizeof(piece), request->fcgi->in);
		dropped += got > 0 ? (size_t)got : 0;
	}
	if (dropped > limit || FCGX_GetError(request->fcgi->in) != 0)
		request->fcgi->keepConnection = 0;
}

/* nginx sets it; what a client sends arrives under HTTP_ names. */
bool request_is_handed_over(const struct request *request)
{
	return request_header(request, "HANDED_OVER") != NULL;
}
