/*
 * Speaking to a web server: any method, headers and a body, answered or not within its
 * time. As with fetch, certificates are verified, nothing is followed, no cookie is kept,
 * and nothing is taken from the environment. For what is not market data: looking an
 * instance over from outside, and reporting errors. Never in the fast pool.
 */
#ifndef NET_CALL_H
#define NET_CALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

enum { CALL_HEADERS = 48, CALL_PROBLEM_SIZE = 256 };

/* The newest version of TLS that is offered. */
enum call_tls { CALL_TLS_ANY, CALL_TLS_1_1, CALL_TLS_1_2, CALL_TLS_1_3_ALONE };

struct call_pair {
	const char *name;
	const char *value;
};

struct call_request {
	const char *method; /* NULL: GET */
	const char *url;
	const struct call_pair *headers;
	size_t header_count;
	const char *body; /* NULL: none */
	size_t length;
	const char *authorities; /* a file of certificates; NULL: the system's */
	enum call_tls tls;
	int64_t total_ms;
	size_t limit; /* most bytes of an answer */
};

struct call_reply {
	long status;
	const char *body; /* NUL-terminated */
	size_t length;
	struct call_pair headers[CALL_HEADERS]; /* names in small letters */
	size_t header_count;
	int64_t took_us;
	int64_t certificate_end; /* of the server's certificate, in seconds; 0: not told
				  */
	char problem[CALL_PROBLEM_SIZE]; /* in words, when there is no answer */
};

/* Sends and waits. False when there is no answer; what there is lives in the arena. */
bool call_send(struct arena *arena, const struct call_request *request,
	struct call_reply *reply) __attribute__((warn_unused_result));

/* The value of a header of the answer; "" when it has none. */
const char *call_header(const struct call_reply *reply, const char *name);

#endif
