/*
 * Query strings: pairs of name and value, percent-decoded.
 */
#ifndef HTTP_QUERY_H
#define HTTP_QUERY_H

#include <stddef.h>

struct arena;

enum { QUERY_LIMIT = 64 };

struct query_pair {
	const char *name;
	const char *value;
};

struct query {
	size_t count;
	struct query_pair pairs[QUERY_LIMIT];
};

/* Splits and decodes. Returns NULL, or in words what is wrong: encoding that
 * is broken, NUL or other control characters, bytes that are not UTF-8, a
 * name given twice, too many pairs. */
const char *query_parse(struct query *query, struct arena *arena, const char *text)
	__attribute__((warn_unused_result));

/* The value of that name, NULL when it was not given. */
const char *query_value(const struct query *query, const char *name);

/* Decodes %XX (and, in a query, + as a space); NULL when it is broken. */
char *query_decode(struct arena *arena, const char *text, size_t length)
	__attribute__((warn_unused_result));

#endif
