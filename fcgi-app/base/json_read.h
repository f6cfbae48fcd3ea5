/*
 * Reads JSON that strangers send. A strict scan comes first: it refuses what
 * RFC 8259 does, and also what a careful reader should: NUL and other control
 * characters however written, bytes that are not UTF-8, lone surrogates,
 * nesting over JSON_READ_DEPTH, trailing bytes. Then cJSON builds the tree, in
 * which names repeated within an object are refused, and in which every number
 * keeps its own text: amounts are read from that and never through a double.
 */
#ifndef BASE_JSON_READ_H
#define BASE_JSON_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>

struct arena;

enum { JSON_READ_DEPTH = 32, JSON_READ_MEMBERS = 256 };

/* What is wrong, in words, and at which byte (from 0). */
struct json_problem {
	const char *what;
	size_t position;
};

/* The tree, living in `arena`; NULL when refused, and `problem` says why. */
cJSON *json_read(struct arena *arena, const char *bytes, size_t length,
	struct json_problem *problem) __attribute__((warn_unused_result));

/* The member of that very name; NULL when there is none. */
const cJSON *json_read_member(const cJSON *object, const char *name);

/* The text of a string, or of a number as it was sent; NULL for other kinds. */
const char *json_read_text(const cJSON *item);

/* Names `item` as the API does: "string", "number", "object" … */
const char *json_read_kind(const cJSON *item);

#endif
