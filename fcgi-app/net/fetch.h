/*
 * Asking a web server for something: one GET over HTTPS, answered or not within its
 * time. The certificate is verified, against the system's authorities or the file that
 * CURL_CA_BUNDLE or SSL_CERT_FILE names. Nothing is followed, no cookie is kept, and no
 * proxy is taken from the environment. A process keeps its connections for the next
 * call. Never within a transaction that writes, and never in the fast pool.
 */
#ifndef NET_FETCH_H
#define NET_FETCH_H

#include <stddef.h>
#include <stdint.h>

struct arena;
struct text;

enum { FETCH_PROBLEM_SIZE = 256, FETCH_BODY_LIMIT = 16 * 1024 * 1024 };

struct fetch_pair {
	const char *name;
	const char *value;
};

/* What is asked for: base + path + ?name=value&…, values escaped, the rest as it is;
 * a path may bring a query of its own. */
struct fetch_request {
	const char *base;
	const char *path;
	const struct fetch_pair *query;
	size_t query_count;
	const struct fetch_pair *headers;
	size_t header_count;
	const char *proxy; /* NULL or empty: none */
	int64_t connect_ms;
	int64_t total_ms;
	size_t limit; /* most bytes of a body, unpacked */
};

enum fetch_fault {
	FETCH_OK, /* there is an answer, whatever its status */
	FETCH_UNSENDABLE,
	FETCH_UNREACHABLE, /* no connection, or not to the one that was meant */
	FETCH_TIMEOUT,
	FETCH_CUT,      /* it ended before its end */
	FETCH_TOO_LARGE /* it went on past the limit */
};

struct fetch_reply {
	long status;
	const char *body; /* NUL-terminated; never NULL after FETCH_OK */
	size_t length;
	int64_t retry_after_ms; /* Retry-After, in seconds or as a date; 0: not said */
	int64_t remaining;      /* X-RateLimit-Remaining or -Available; -1: not said */
	int64_t reset_ms;       /* until X-RateLimit-Reset or -Expiry; 0: not said */
	int64_t arrived_us;     /* on the wall clock */
	char problem[FETCH_PROBLEM_SIZE]; /* in words, when it went wrong */
};

/* Appends a value as a URL holds it: what is not unreserved by RFC 3986 as %XX. */
void fetch_escape(struct text *url, const char *value);

/* Sends a GET and waits for the answer, whose body lives in the arena. */
enum fetch_fault fetch_get(struct arena *arena, const struct fetch_request *request,
	struct fetch_reply *reply) __attribute__((warn_unused_result));

#endif
