/*
 * One request, as the worker received it from nginx. Everything lives in the
 * request's arena.
 */
#ifndef HTTP_REQUEST_H
#define HTTP_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <fcgiapp.h>

#include "http/param.h"
#include "http/query.h"
#include "http/refusal.h"
#include "http/route.h"

struct arena;

struct request {
	struct arena *arena;
	FCGX_Request *fcgi;
	const char *id;
	enum route_method method;
	bool head;
	const char *path;   /* decoded, UTF-8 */
	const char *client; /* the client's address, which nginx vouches for */
	const char *body;
	size_t body_length;
	cJSON *json; /* the body, NULL when there is none */
	struct query query;
	const struct route *route;
	const char *segments[ROUTE_SEGMENTS];
	struct param_value values[PARAM_LIMIT];
	int64_t now_us;
	const char *user_id; /* on whose behalf, NULL for nobody */
	void *context;       /* what the gate hands to handlers */
};

/* Reads what comes before routing: id, method, path, client. */
enum refusal request_read(struct request *request) __attribute__((warn_unused_result));

/* A header by its CGI name (HTTP_ORIGIN), NULL when absent. */
const char *request_header(const struct request *request, const char *name);

/* Did another pool hand this request over, having counted it already? */
bool request_is_handed_over(const struct request *request);

/* Reads the whole body. Past `limit` the connection is marked to be closed. */
enum refusal request_read_body(struct request *request, size_t limit)
	__attribute__((warn_unused_result));

/* Reads a body past that nobody wants, up to `limit`. */
void request_drop_body(struct request *request, size_t limit);

#endif
