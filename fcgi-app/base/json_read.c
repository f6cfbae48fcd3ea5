#include "base/json_read.h"

#include "base/arena.h"
#include "base/json_scan.h"

#include <string.h>

/* cJSON's hooks take no context, so the arena of the parse at hand is here. */
static struct arena *parsing;

struct places {
	struct json_place *list;
	size_t count;
	size_t capacity;
	size_t next; /* the first that the tree has not met */
};

struct reading {
	struct arena *arena;
	const char *bytes;
	struct places names;
	struct places numbers;
	struct json_problem *problem;
};

static void *allocate(size_t size)
{
	return arena_alloc(parsing, size);
}

static void leave_to_arena(void *piece)
{
	(void)piece;
}

static bool note(void *context, enum json_token token, struct json_place where)
{
	struct reading *reading = context;
	struct places *places = token == JSON_NAME ? &reading->names : &reading->numbers;
	if (places->count == places->capacity) {
		size_t capacity = places->capacity == 0 ? 16 : places->capacity * 2;
		struct json_place *list =
			arena_alloc(reading->arena, capacity * sizeof(*list));
		if (list == NULL)
			return false;
		if (places->count > 0)
			memcpy(list, places->list, places->count * sizeof(*list));
		places->list = list;
		places->capacity = capacity;
	}
	places->list[places->count++] = where;
	return true;
}

static bool fail(struct reading *reading, const char *what, size_t position)
{
	*reading->problem = (struct json_problem){what, position};
	return false;
}

/* Is this, the `count`th member of the object, one that it may have? */
static bool check_member(
	struct reading *reading, const cJSON *object, const cJSON *member, int count)
{
	size_t start = reading->names.list[reading->names.next++].start;
	if (count > JSON_READ_MEMBERS)
		return fail(reading, "too many names stand in one object", start);
	for (const cJSON *other = object->child; other != member; other = other->next)
		if (strcmp(other->string, member->string) == 0)
			return fail(reading, "a name stands twice in one object", start);
	return true;
}

/* Gives each number of the tree its text and checks the names: the scan noted
 * both in the order of the tree. Depth is bounded by the scan. */
static bool attach(struct reading *reading, cJSON *item)
{
	int members = 0;
	if (cJSON_IsNumber(item)) {
		struct json_place where = reading->numbers.list[reading->numbers.next++];
		item->valuestring = arena_copy(
			reading->arena, reading->bytes + where.start, where.length);
		return item->valuestring != NULL ||
		       fail(reading, "it is too large", where.start);
	}
	for (cJSON *child = item->child; child != NULL; child = child->next) {
		if (cJSON_IsObject(item) &&
			!check_member(reading, item, child, ++members))
			return false;
		if (!attach(reading, child))
			return false;
	}
	return true;
}

cJSON *json_read(struct arena *arena, const char *bytes, size_t length,
	struct json_problem *problem)
{
	struct reading reading = {.arena = arena, .bytes = bytes, .problem = problem};

	if (!json_scan(bytes, length, note, &reading, problem))
		return NULL;
	parsing = arena;
	cJSON_InitHooks(&(cJSON_Hooks){allocate, leave_to_arena});
	cJSON *root = cJSON_ParseWithLengthOpts(bytes, length, NULL, 0);
	cJSON_InitHooks(NULL);
	parsing = NULL;
	if (root == NULL) {
		*problem = (struct json_problem){"it is too large", 0};
		return NULL;
	}
	return attach(&reading, root) ? root : NULL;
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
