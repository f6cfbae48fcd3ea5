/*
 * Writes JSON straight into text: no tree, no copy. Commas are put where they
 * belong; strings are escaped and bytes that are not UTF-8 become U+FFFD, so
 * what comes out always parses. Failure is remembered by the text.
 */
#ifndef BASE_JSON_WRITE_H
#define BASE_JSON_WRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text;

struct json_writer {
	struct text *out;
	bool comma;
};

struct json_writer json_write_to(struct text *out);

void json_write_object(struct json_writer *writer);
void json_write_object_end(struct json_writer *writer);
void json_write_array(struct json_writer *writer);
void json_write_array_end(struct json_writer *writer);
void json_write_key(struct json_writer *writer, const char *key);

/* A NULL string is written as null. */
void json_write_string(struct json_writer *writer, const char *value);
void json_write_bytes(struct json_writer *writer, const char *value, size_t length);
void json_write_integer(struct json_writer *writer, int64_t value);

/* A number of `value` units of 10^-scale, exactly, in as few digits as that takes:
 * 1500000 at scale 6 is 1.5. */
void json_write_decimal(struct json_writer *writer, int64_t value, unsigned scale);

void json_write_bool(struct json_writer *writer, bool value);
void json_write_null(struct json_writer *writer);

/* Text that is JSON already, such as a number from the database. */
void json_write_raw(struct json_writer *writer, const char *json);

/* A time as RFC 3339 in UTC; with no more digits than it takes. */
void json_write_time(struct json_writer *writer, int64_t time_us);
void json_write_time_short(struct json_writer *writer, int64_t time_us);

/* Key and value in one. */
void json_write_pair(struct json_writer *writer, const char *key, const char *value);
void json_write_pair_integer(struct json_writer *writer, const char *key, int64_t value);
void json_write_pair_decimal(
	struct json_writer *writer, const char *key, int64_t value, unsigned scale);
void json_write_pair_bool(struct json_writer *writer, const char *key, bool value);

#endif
