/*
 * Routes: the table is the only place where a path is named. From it come
 * dispatch, who may call, what parameters are taken, the rate class, the label
 * of metrics, and the OpenAPI document.
 */
#ifndef HTTP_ROUTE_H
#define HTTP_ROUTE_H

#include <stdbool.h>
#include <stddef.h>

struct request;
struct reply;
struct param;

enum route_method {
	ROUTE_GET,
	ROUTE_POST,
	ROUTE_PUT,
	ROUTE_PATCH,
	ROUTE_DELETE,
	ROUTE_METHODS,
	ROUTE_OPTIONS,
	ROUTE_NO_METHOD
};

enum route_access {
	ROUTE_PUBLIC,   /* anyone */
	ROUTE_OPERATOR, /* whoever METRICS_ALLOW or METRICS_TOKEN lets in */
	ROUTE_USER,     /* a user: a web session, or an API key */
	ROUTE_SESSION,  /* a user under a web session */
	ROUTE_ADMIN     /* an administrator under a web session */
};

enum route_rate { ROUTE_RATE_NONE, ROUTE_RATE_GLOBAL, ROUTE_RATE_AUTH, ROUTE_RATE_TRADE };

enum route_data { ROUTE_NO_DATA, ROUTE_READS, ROUTE_WRITES };

struct route {
	enum route_method method;
	const char *path;       /* segments in braces are parameters */
	const char *aliases[3]; /* other paths that mean the same */
	const char *tag;
	const char *summary;     /* a few words */
	const char *description; /* sentences */
	int status;              /* of the reply when all is well; 0 is 200 */
	const char *reply;       /* what it holds */
	const char *schema;      /* of its JSON: "Order", or "Order[]" for a list; see
				    http/schema.h. "text" is text; NULL: no body */
	enum route_access access;
	enum route_rate rate;
	enum route_data data; /* the transaction that is opened for it */
	bool lenient;         /* unknown parameters are ignored */
	bool slow;            /* it may take long: the slow pool serves it */
	bool admins;          /* of users, only administrators; their keys too */
	const char *media;    /* of a body that is taken as it comes, up to
				 UPLOAD_LIMIT, after the caller was let through; NULL:
				 the body is JSON */
	const struct param *params;
	size_t param_count;
	int (*handle)(struct request *request, struct reply *reply);
};

#define ROUTE_PARAMS(list) .params = (list), .param_count = sizeof(list) / sizeof(*(list))

enum { ROUTE_LIMIT = 256, ROUTE_SEGMENTS = 8 };

/* Takes the table for the process, checks it and builds the index; call once
 * before serving. A table that contradicts itself is a bug. */
void route_table_set(const struct route *table, size_t count);

const struct route *route_table(size_t *count);

/* The number of a route in the table, which metrics count by. */
size_t route_number(const struct route *route);

/* What a path and a method lead to. */
struct route_match {
	const struct route *route; /* NULL: see `allowed` */
	unsigned allowed; /* bits 1 << method that the path has; 0: no such path */
	const char *segments[ROUTE_SEGMENTS]; /* parameters of the path, not ended */
	size_t lengths[ROUTE_SEGMENTS];
};

struct route_match route_find(enum route_method method, const char *path);

enum route_method route_method_named(const char *name);
const char *route_method_name(enum route_method method);

#endif
