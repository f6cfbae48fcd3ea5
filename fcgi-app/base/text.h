/*
 * Growing text. It grows in an arena, or, without one, up to the fixed buffer
 * that it was given. A failed append is remembered and makes every later one
 * do nothing, so a writer appends freely and asks once, at the end.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

struct text {
	struct arena *arena;
	char *data;
	size_t length;
	size_t capacity;
	bool failed;
};

/* Empty text that grows in `arena`. */
struct text text_in(struct arena *arena);

/* Empty text that fills `buffer` and then fails. */
struct text text_over(char *buffer, size_t capacity);

void text_append(struct text *text, const char *bytes, size_t length);
void text_string(struct text *text, const char *string);
void text_byte(struct text *text, char byte);
void text_integer(struct text *text, int64_t value);
void text_format(struct text *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The text, NUL-terminated; NULL when any append failed. */
const char *text_done(struct text *text) __attribute__((warn_unused_result));

/* Does `string` begin with `prefix`? */
bool text_starts(const char *string, const char *prefix);

/* A copy in which A to Z are small; NULL when there is no memory. */
char *text_lower(struct arena *arena, const char *string)
	__attribute__((warn_unused_result));

/* Reads all of `string` as a decimal integer within [min, max]. */
bool text_to_integer(const char *string, int64_t min, int64_t max, int64_t *value)
	__attribute__((warn_unused_result));

/* Is this well-formed UTF-8 (no overlong forms, no surrogates)? */
bool text_is_utf8(const char *bytes, size_t length);

/* How many bytes, from the first, are well-formed UTF-8. */
size_t text_utf8_span(const char *bytes, size_t length);

/* Compares secrets in a time that depends on the lengths alone. */
bool text_equal_secret(const char *a, const char *b);

/* FNV-1a, for tables and fingerprints; never for anything secret. */
uint64_t text_hash(const void *bytes, size_t length);

#endif
