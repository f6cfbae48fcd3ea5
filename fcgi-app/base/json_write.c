#include "base/json_write.h"

#include "base/clock.h"
#include "base/text.h"

#include <assert.h>
#include <string.h>

enum { PLAIN_KEY = 40, PLAIN_STRING = 64 };

struct json_writer json_write_to(struct text *out)
{
	return (struct json_writer){.out = out};
}

static void separate(struct json_writer *writer)
{
	if (writer->comma)
		text_byte(writer->out, ',');
	writer->comma = true;
}

static void open(struct json_writer *writer, char bracket)
{
	separate(writer);
	text_byte(writer->out, bracket);
	writer->comma = false;
}

static void close(struct json_writer *writer, char bracket)
{
	text_byte(writer->out, bracket);
	writer->comma = true;
}

void json_write_object(struct json_writer *writer)
{
	open(writer, '{');
}

void json_write_object_end(struct json_writer *writer)
{
	close(writer, '}');
}

void json_write_array(struct json_writer *writer)
{
	open(writer, '[');
}

void json_write_array_end(struct json_writer *writer)
{
	close(writer, ']');
}

static void escape(struct text *out, unsigned char byte)
{
	switch (byte) {
	case '"':
		text_append(out, "\\\"", 2);
		return;
	case '\\':
		text_append(out, "\\\\", 2);
		return;
	case '\n':
		text_append(out, "\\n", 2);
		return;
	case '\r':
		text_append(out, "\\r", 2);
		return;
	case '\t':
		text_append(out, "\\t", 2);
		return;
	default:
		text_format(out, "\\u%04x", byte);
	}
}

/* Appends the characters of a string whose bytes are known to be UTF-8. */
static void append_escaped(struct text *out, const char *bytes, size_t length)
{
	size_t start = 0;
	for (size_t i = 0; i < length; i++) {
		unsigned char byte = (unsigned char)bytes[i];
		if (byte >= 0x20 && byte != '"' && byte != '\\')
			continue;
		text_append(out, bytes + start, i - start);
		escape(out, byte);
		start = i + 1;
	}
	text_append(out, bytes + start, length - start);
}

/* Appends a string of unknown bytes, replacing each that is not UTF-8. */
static void append_repaired(struct text *out, const char *bytes, size_t length)
{
	size_t span;
	while ((span = text_utf8_span(bytes, length)) < length) {
		append_escaped(out, bytes, span);
		text_append(out, "\xef\xbf\xbd", 3);
		bytes += span + 1;
		length -= span + 1;
	}
	append_escaped(out, bytes, length);
}

/* Most strings are short, and are written as they are: those go out in one piece. */
static bool write_plain_string(
	struct json_writer *writer, const char *value, size_t length)
{
	char piece[PLAIN_STRING + 3];
	size_t end = 0;
	if (length > PLAIN_STRING)
		return false;
	if (writer->comma)
		piece[end++] = ',';
	piece[end++] = '"';
	for (size_t i = 0; i < length; i++) {
		if (value[i] < ' ' || value[i] > '~' || value[i] == '"' ||
			value[i] == '\\')
			return false;
		piece[end++] = value[i];
	}
	piece[end++] = '"';
	text_append(writer->out, piece, end);
	writer->comma = true;
	return true;
}

void json_write_bytes(struct json_writer *writer, const char *value, size_t length)
{
	if (write_plain_string(writer, value, length))
		return;
	separate(writer);
	text_byte(writer->out, '"');
	append_repaired(writer->out, value, length);
	text_byte(writer->out, '"');
}

static bool is_plain(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '0' && byte <= '9') || byte == '_';
}

/* Keys are short and plain, as good as always: those go out in one piece. */
static bool write_plain_key(struct json_writer *writer, const char *key)
{
	char piece[PLAIN_KEY + 4];
	size_t length = 0;
	if (writer->comma)
		piece[length++] = ',';
	piece[length++] = '"';
	for (size_t i = 0; key[i] != '\0'; i++) {
		if (i == PLAIN_KEY || !is_plain(key[i]))
			return false;
		piece[length++] = key[i];
	}
	piece[length++] = '"';
	piece[length++] = ':';
	text_append(writer->out, piece, length);
	return true;
}

void json_write_key(struct json_writer *writer, const char *key)
{
	if (!write_plain_key(writer, key)) {
		json_write_bytes(writer, key, strlen(key));
		text_byte(writer->out, ':');
	}
	writer->comma = false;
}

void json_write_string(struct json_writer *writer, const char *value)
{
	if (value == NULL)
		json_write_null(writer);
	else
		json_write_bytes(writer, value, strlen(value));
}

void json_write_integer(struct json_writer *writer, int64_t value)
{
	json_write_decimal(writer, value, 0);
}

void json_write_decimal(struct json_writer *writer, int64_t value, unsigned scale)
{
	char digits[48];
	char *cursor = digits + sizeof(digits);
	uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
	assert(scale <= 18);
	while (scale > 0 && rest % 10 == 0) {
		rest /= 10;
		scale--;
	}
	bool fraction = scale > 0;
	for (; scale > 0; scale--, rest /= 10)
		*--cursor = (char)('0' + rest % 10);
	if (fraction)
		*--cursor = '.';
	do {
		*--cursor = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest > 0);
	if (value < 0)
		*--cursor = '-';
	if (writer->comma)
		*--cursor = ',';
	writer->comma = true;
	text_append(writer->out, cursor, (size_t)(digits + sizeof(digits) - cursor));
}

void json_write_raw(struct json_writer *writer, const char *json)
{
	separate(writer);
	text_string(writer->out, json);
}

void json_write_bool(struct json_writer *writer, bool value)
{
	json_write_raw(writer, value ? "true" : "false");
}

void json_write_null(struct json_writer *writer)
{
	json_write_raw(writer, "null");
}

void json_write_time(struct json_writer *writer, int64_t time_us)
{
	char text[CLOCK_TEXT_SIZE];
	clock_format(time_us, text);
	json_write_string(writer, text);
}

void json_write_time_short(struct json_writer *writer, int64_t time_us)
{
	char text[CLOCK_TEXT_SIZE + 2] = "\"";
	size_t length = clock_format_short(time_us, text + 1) + 1;
	text[length++] = '"';
	separate(writer);
	text_append(writer->out, text, length);
}

void json_write_pair(struct json_writer *writer, const char *key, const char *value)
{
	json_write_key(writer, key);
	json_write_string(writer, value);
}

void json_write_pair_integer(struct json_writer *writer, const char *key, int64_t value)
{
	json_write_key(writer, key);
	json_write_integer(writer, value);
}

void json_write_pair_decimal(
	struct json_writer *writer, const char *key, int64_t value, unsigned scale)
{
	json_write_key(writer, key);
	json_write_decimal(writer, value, scale);
}

void json_write_pair_bool(struct json_writer *writer, const char *key, bool value)
{
	json_write_key(writer, key);
	json_write_bool(writer, value);
}
