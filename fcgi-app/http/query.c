#include "http/query.h"

#include "base/arena.h"
#include "base/text.h"

#include <stdbool.h>
#include <string.h>

static int hex(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	digit |= 0x20;
	return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

char *query_decode(struct arena *arena, const char *text, size_t length)
{
	char *decoded = arena_alloc(arena, length + 1);
	size_t used = 0;
	for (size_t i = 0; decoded != NULL && i < length; i++) {
		int byte = (unsigned char)text[i];
		if (byte == '%') {
			bool whole = i + 2 < length;
			int high = whole ? hex(text[i + 1]) : -1;
			int low = whole ? hex(text[i + 2]) : -1;
			if (high < 0 || low < 0)
				return NULL;
			byte = high << 4 | low;
			i += 2;
		} else if (byte == '+') {
			byte = ' ';
		}
		if ((byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') ||
			byte == 0x7f)
			return NULL;
		decoded[used++] = (char)byte;
	}
	if (decoded != NULL && !text_is_utf8(decoded, used))
		return NULL;
	return decoded;
}

static const char *add(
	struct query *query, struct arena *arena, const char *piece, size_t length)
{
	const char *equals = memchr(piece, '=', length);
	size_t name_length = equals == NULL ? length : (size_t)(equals - piece);
	const char *value = equals == NULL ? piece + length : equals + 1;

	if (query->count == QUERY_LIMIT)
		return "too many parameters in the query";
	struct query_pair pair = {
		query_decode(arena, piece, name_length),
		query_decode(arena, value, (size_t)(piece + length - value)),
	};
	if (pair.name == NULL || pair.value == NULL)
		return "the query is not properly percent-encoded";
	if (query_value(query, pair.name) != NULL)
		return "a parameter of the query is given twice";
	query->pairs[query->count++] = pair;
	return NULL;
}

const char *query_parse(struct query *query, struct arena *arena, const char *text)
{
	query->count = 0;
	while (*text != '\0') {
		size_t length = strcspn(text, "&");
		const char *problem =
			length == 0 ? NULL : add(query, arena, text, length);
		if (problem != NULL)
			return problem;
		text += length;
		text += *text == '&';
	}
	return NULL;
}

const char *query_value(const struct query *query, const char *name)
{
	for (size_t i = 0; i < query->count; i++)
		if (strcmp(query->pairs[i].name, name) == 0)
			return query->pairs[i].value;
	return NULL;
}
