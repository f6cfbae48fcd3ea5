#include "base/text.h"

#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct text text_in(struct arena *arena)
{
	return (struct text){.arena = arena};
}

struct text text_over(char *buffer, size_t capacity)
{
	return (struct text){.data = buffer, .capacity = capacity};
}

/* Room for `more` bytes and the closing NUL. */
static bool reserve(struct text *text, size_t more)
{
	if (text->failed)
		return false;
	if (more < text->capacity && text->length < text->capacity - more)
		return true;
	if (text->arena == NULL || more > SIZE_MAX / 4 || text->length > SIZE_MAX / 4) {
		text->failed = true;
		return false;
	}
	size_t capacity = text->capacity == 0 ? 256 : text->capacity * 2;
	while (capacity <= text->length + more)
		capacity *= 2;
	char *data = arena_alloc(text->arena, capacity);
	if (data == NULL) {
		text->failed = true;
		return false;
	}
	if (text->length > 0)
		memcpy(data, text->data, text->length);
	text->data = data;
	text->capacity = capacity;
	return true;
}

void text_append(struct text *text, const char *bytes, size_t length)
{
	if (!reserve(text, length))
		return;
	if (length > 0)
		memcpy(text->data + text->length, bytes, length);
	text->length += length;
}

void text_string(struct text *text, const char *string)
{
	text_append(text, string, strlen(string));
}

void text_byte(struct text *text, char byte)
{
	text_append(text, &byte, 1);
}

void text_integer(struct text *text, int64_t value)
{
	char digits[24];
	char *cursor = digits + sizeof(digits);
	uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
	do {
		*--cursor = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest > 0);
	if (value < 0)
		*--cursor = '-';
	text_append(text, cursor, (size_t)(digits + sizeof(digits) - cursor));
}

void text_format(struct text *text, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	int length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length < 0) {
		text->failed = true;
		return;
	}
	if (!reserve(text, (size_t)length))
		return;
	va_start(arguments, format);
	vsnprintf(text->data + text->length, (size_t)length + 1, format, arguments);
	va_end(arguments);
	text->length += (size_t)length;
}

const char *text_done(struct text *text)
{
	if (!reserve(text, 0))
		return NULL;
	text->data[text->length] = '\0';
	return text->data;
}

bool text_starts(const char *string, const char *prefix)
{
	return strncmp(string, prefix, strlen(prefix)) == 0;
}

char *text_lower(struct arena *arena, const char *string)
{
	char *copy = arena_copy(arena, string, strlen(string));
	for (char *byte = copy; byte != NULL && *byte != '\0'; byte++)
		if (*byte >= 'A' && *byte <= 'Z')
			*byte = (char)(*byte | 0x20);
	return copy;
}

bool text_to_integer(const char *string, int64_t min, int64_t max, int64_t *value)
{
	const char *cursor = string;
	bool negative = *cursor == '-';
	if (negative)
		cursor++;
	if (*cursor == '\0')
		return false;
	int64_t sum = 0;
	for (; *cursor != '\0'; cursor++) {
		if (*cursor < '0' || *cursor > '9')
			return false;
		int digit = *cursor - '0';
		if (__builtin_mul_overflow(sum, 10, &sum) ||
			__builtin_sub_overflow(sum, digit, &sum))
			return false;
	}
	if (!negative && __builtin_sub_overflow((int64_t)0, sum, &sum))
		return false;
	if (sum < min || sum > max)
		return false;
	*value = sum;
	return true;
}

/* The length of the character at `bytes`, 0 when it is not well formed. */
static size_t utf8_character(const unsigned char *bytes, size_t left)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	unsigned char lead = bytes[0];
	if (lead < 0x80)
		return 1;
	size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
	if (lead < 0xc2 || lead > 0xf4 || length > left)
		return 0;
	uint32_t point = lead & (0xffu >> (length + 1));
	for (size_t i = 1; i < length; i++) {
		if ((bytes[i] & 0xc0) != 0x80)
			return 0;
		point = point << 6 | (bytes[i] & 0x3fu);
	}
	bool surrogate = point >= 0xd800 && point <= 0xdfff;
	return point < least[length] || point > 0x10ffff || surrogate ? 0 : length;
}

size_t text_utf8_span(const char *bytes, size_t length)
{
	size_t span = 0;
	while (span < length) {
		size_t step = utf8_character(
			(const unsigned char *)bytes + span, length - span);
		if (step == 0)
			break;
		span += step;
	}
	return span;
}

bool text_is_utf8(const char *bytes, size_t length)
{
	return text_utf8_span(bytes, length) == length;
}

bool text_equal_secret(const char *a, const char *b)
{
	size_t a_length = strlen(a);
	size_t b_length = strlen(b);
	unsigned char difference = a_length == b_length ? 0 : 1;
	for (size_t i = 0; i < a_length && b_length > 0; i++)
		difference |= (unsigned char)(a[i] ^ b[i % b_length]);
	return difference == 0;
}

uint64_t text_hash(const void *bytes, size_t length)
{
	const unsigned char *cursor = bytes;
	uint64_t hash = 0xcbf29ce484222325u;
	for (size_t i = 0; i < length; i++)
		hash = (hash ^ cursor[i]) * 0x100000001b3u;
	return hash;
}
