#include "base/json_read.h"

#include "base/arena.h"
#include "base/json_scan.h"

#include <string.h>

/* cJSON's hooks take no context, so the arena of the parse at hand is here. */
static struct arena *parsing;

struct numbers {
	struct arena *arena;
	struct json_number *list;
	size_t count;
	size_t capacity;
};

static void *allocate(size_t size)
{
	return arena_alloc(parsing, size);
}

static void leave_to_arena(void *piece)
{
	(void)piece;
}

static bool note_number(void *context, struct json_number where)
{
	struct numbers *numbers = context;
	if (numbers->count == numbers->capacity) {
		size_t capacity = numbers->capacity == 0 ? 16 : numbers->capacity * 2;
		struct json_number *list =
			arena_alloc(numbers->arena, capacity * sizeof(*list));
		if (list == NULL)
			return false;
		if (numbers->count > 0)
			memcpy(list, numbers->list, numbers->count * sizeof(*list));
		numbers->list = list;
		numbers->capacity = capacity;
	}
	numbers->list[numbers->count++] = where;
	return true;
}

static bool has_repeated_name(const cJSON *object)
{
	int members = 0;
	for (const cJSON *item = object->child; item != NULL; item = item->next) {
		if (++members > JSON_READ_MEMBERS)
			return true;
		for (const cJSON *other = object->child; other != item;
			other = other->next)
			if (strcmp(other->string, item->string) == 0)
				return true;
	}
	return false;
}

/* Gives each number of the tree its text, which the scan noted in the same
 * order. Depth is bounded by the scan. */
static bool attach(cJSON *item, const char *bytes, struct numbers *numbers, size_t *next)
{
	if (cJSON_IsNumber(item)) {
		struct json_number where = numbers->list[(*next)++];
		item->valuestring =
			arena_copy(numbers->arena, bytes + where.start, where.length);
		return item->valuestring != NULL;
	}
	if (cJSON_IsObject(item) && has_repeated_name(item))
		return false;
	for (cJSON *child = item->child; child != NULL; child = child->next)
		if (!attach(child, bytes, numbers, next))
			return false;
	return true;
}

cJSON *json_read(struct arena *arena, const char *bytes, size_t length,
	struct json_problem *problem)
{
	struct numbers numbers = {.arena = arena};
	size_t next = 0;

	if (!json_scan(bytes, length, note_number, &numbers, problem))
		return NULL;
	parsing = arena;
	cJSON_InitHooks(&(cJSON_Hooks){allocate, leave_to_arena});
	cJSON *root = cJSON_ParseWithLengthOpts(bytes, length, NULL, 0);
	cJSON_InitHooks(NULL);
	parsing = NULL;
	problem->position = 0;
	if (root == NULL) {
		problem->what = "it is too large";
		return NULL;
	}
	if (!attach(root, bytes, &numbers, &next)) {
		problem->what = "a name stands twice, or too many stand, in one object";
		return NULL;
	}
	return root;
}

const cJSON *json_read_member(const cJSON *object, const char *name)
{
	return cJSON_GetObjectItemCaseSensitive(object, name);
}

const char *json_read_text(const cJSON *item)
{
	return cJSON_IsString(item) || cJSON_IsNumber(item) ? item->valuestring : NULL;
}

const char *json_read_kind(const cJSON *item)
{
	if (cJSON_IsString(item))
		return "string";
	if (cJSON_IsNumber(item))
		return "number";
	if (cJSON_IsBool(item))
		return "boolean";
	if (cJSON_IsObject(item))
		return "object";
	return cJSON_IsArray(item) ? "array" : "null";
}
