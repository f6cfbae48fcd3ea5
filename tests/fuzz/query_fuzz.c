/*
 * libFuzzer: any query is refused in words, or becomes at most QUERY_LIMIT pairs of clean
 * text whose names differ.
 */
#include "http/query.h"

#include "base/arena.h"
#include "base/text.h"

#include <string.h>

#include "require.h"

enum { ROOM = 16 * 1024 * 1024, SPARE = 256 };

static void check_clean(const char *text)
{
	require(text_is_utf8(text, strlen(text)));
	for (; *text != '\0'; text++)
		require((unsigned char)*text >= 0x20 || strchr("\t\r\n", *text) != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(4096, ROOM);
	struct arena *small = arena_new(SPARE, SPARE);
	struct query query, squeezed;
	const char *text = arena_copy(arena, (const char *)data, size);
	require(text != NULL);

	const char *problem = query_parse(&query, arena, text);
	for (size_t i = 0; problem == NULL && i < query.count; i++) {
		require(i < QUERY_LIMIT);
		check_clean(query.pairs[i].name);
		check_clean(query.pairs[i].value);
		require(query_value(&query, query.pairs[i].name) == query.pairs[i].value);
	}
	require(problem == NULL || *problem != '\0');
	require(query_parse(&squeezed, small, text) != NULL || problem == NULL);

	arena_free(small);
	arena_free(arena);
	return 0;
}
