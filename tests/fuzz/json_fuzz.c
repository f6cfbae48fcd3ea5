/*
 * libFuzzer: any bytes are refused with a reason and a place, or become a tree within the
 * stated limits in which every number has the text that was sent. What is accepted is
 * accepted again when written anew. An arena that is too small refuses, nothing worse.
 */
#include "base/arena.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "base/text.h"

#include <string.h>

#include "require.h"

enum { ROOM = 64 * 1024 * 1024, SPARE = 512 };

static void check_number(const cJSON *item, const char *bytes, size_t length)
{
	const char *text = json_read_text(item);
	require(text != NULL && *text != '\0');
	require(text[strspn(text, "0123456789+-.eE")] == '\0');
	require(memmem(bytes, length, text, strlen(text)) != NULL);
}

static void check_names(const cJSON *object)
{
	int members = 0;
	for (const cJSON *item = object->child; item != NULL; item = item->next) {
		require(++members <= JSON_READ_MEMBERS);
		require(json_read_member(object, item->string) == item);
	}
}

/* Checks the tree and writes it anew. */
static void walk(struct json_writer *writer, const cJSON *item, const char *bytes,
	size_t length, int depth)
{
	require(depth <= JSON_READ_DEPTH);
	const char *kind = json_read_kind(item);
	if (strcmp(kind, "number") == 0) {
		check_number(item, bytes, length);
		json_write_raw(writer, json_read_text(item));
	} else if (strcmp(kind, "string") == 0) {
		require(text_is_utf8(item->valuestring, strlen(item->valuestring)));
		json_write_string(writer, item->valuestring);
	} else if (strcmp(kind, "object") == 0) {
		check_names(item);
		json_write_object(writer);
		for (const cJSON *child = item->child; child != NULL;
			child = child->next) {
			json_write_key(writer, child->string);
			walk(writer, child, bytes, length, depth + 1);
		}
		json_write_object_end(writer);
	} else if (strcmp(kind, "array") == 0) {
		json_write_array(writer);
		for (const cJSON *child = item->child; child != NULL; child = child->next)
			walk(writer, child, bytes, length, depth + 1);
		json_write_array_end(writer);
	} else if (strcmp(kind, "boolean") == 0) {
		json_write_bool(writer, cJSON_IsTrue(item));
	} else {
		require(cJSON_IsNull(item));
		json_write_null(writer);
	}
}

static void read_again(
	struct arena *arena, const cJSON *tree, const char *bytes, size_t length)
{
	struct json_problem problem;
	struct text first = text_in(arena), second = text_in(arena);
	struct json_writer writer = json_write_to(&first);
	walk(&writer, tree, bytes, length, 0);
	const char *written = text_done(&first);
	require(written != NULL);
	const cJSON *again = json_read(arena, written, first.length, &problem);
	require(again != NULL);
	writer = json_write_to(&second);
	walk(&writer, again, written, first.length, 0);
	require(text_done(&second) != NULL && strcmp(first.data, second.data) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data;
	struct json_problem problem = {NULL, 0};
	struct arena *arena = arena_new(4096, ROOM);
	const cJSON *tree = json_read(arena, bytes, size, &problem);
	if (tree != NULL)
		read_again(arena, tree, bytes, size);
	else
		require(problem.what != NULL && problem.position <= size);

	struct arena *small = arena_new(SPARE, SPARE);
	const cJSON *squeezed = json_read(small, bytes, size, &problem);
	require(squeezed == NULL || tree != NULL);
	arena_free(small);
	arena_free(arena);
	return 0;
}
