/*
 * libFuzzer: whatever the path, what is found has the method and as many segments as its
 * template, each a piece of the path; and a path under /api/v1 or /api/v2 leads where the
 * plain one does.
 */
#include "http/route.h"

#include "base/arena.h"
#include "base/text.h"
#include "http/param.h"

#include <string.h>

#include "require.h"

enum { ROOM = 16 * 1024 * 1024 };

static const struct param two[] = {
	{.name = "id", .place = PARAM_PATH, .most = 64},
	{.name = "leg", .place = PARAM_PATH, .most = 64},
};

static const struct route table[] = {
	{ROUTE_GET, "/api/orders", {"/orders", "/v2/orders"}},
	{ROUTE_POST, "/api/orders", {"/orders", "/v2/orders"}},
	{ROUTE_GET, "/api/orders/all", {0}},
	{ROUTE_GET, "/api/orders/{id}", {"/v2/orders/{id}"}, .params = two,
		.param_count = 1},
	{ROUTE_DELETE, "/api/orders/{id}", {"/v2/orders/{id}"}, .params = two,
		.param_count = 1},
	{ROUTE_GET, "/api/orders/{id}/legs/{leg}", {0}, ROUTE_PARAMS(two)},
	{ROUTE_PUT, "/api/orders/{id}/legs", {0}, .params = two, .param_count = 1},
	{ROUTE_PATCH, "/v2/{id}", {0}, .params = two, .param_count = 1},
	{ROUTE_GET, "/", {0}},
};

static void check_segments(const struct route_match *match, const char *path)
{
	const char *end = path + strlen(path);
	size_t count = match->route == NULL ? 0 : match->route->param_count;
	for (size_t i = 0; i < ROUTE_SEGMENTS; i++) {
		const char *segment = match->segments[i];
		size_t length = match->lengths[i];
		require((segment != NULL) == (i < count && length > 0));
		if (segment == NULL)
			continue;
		require(segment > path && segment[-1] == '/' && segment + length <= end);
		require(memchr(segment, '/', length) == NULL);
	}
}

static struct route_match find(enum route_method method, const char *path)
{
	struct route_match match = route_find(method, path);
	require(match.allowed < 1u << ROUTE_METHODS);
	require(match.route == NULL || match.route->method == method);
	require(match.route == NULL || (match.allowed & 1u << method) != 0);
	check_segments(&match, path);
	return match;
}

static void check_version(struct arena *arena, enum route_method method, const char *path,
	const char *plain, const char *versioned)
{
	struct text other = text_in(arena);
	if (!text_starts(path, plain) || text_starts(path, "/api/v1/") ||
		text_starts(path, "/api/v2/"))
		return;
	text_string(&other, versioned);
	text_string(&other, path + strlen(plain));
	const char *moved = text_done(&other);
	require(moved != NULL);
	struct route_match here = find(method, path);
	struct route_match there = find(method, moved);
	require(here.route == there.route && here.allowed == there.allowed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(4096, ROOM);
	const char *path = arena_copy(arena, (const char *)data, size);
	require(path != NULL);
	route_table_set(table, sizeof(table) / sizeof(*table));
	for (int method = 0; method <= ROUTE_NO_METHOD; method++) {
		find((enum route_method)method, path);
		check_version(
			arena, (enum route_method)method, path, "/api/", "/api/v1/");
		check_version(arena, (enum route_method)method, path, "/v2/", "/api/v2/");
	}
	arena_free(arena);
	return 0;
}
