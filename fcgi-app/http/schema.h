/*
 * The schemas of replies, compiled from api/schemas: a route names its own by the
 * file's name, and the OpenAPI document shows them all.
 */
#ifndef HTTP_SCHEMA_H
#define HTTP_SCHEMA_H

#include <stddef.h>

struct schema {
	const char *name;
	const char *json; /* JSON Schema 2020-12 */
};

extern const struct schema schema_table[];
extern const size_t schema_count;

#endif
