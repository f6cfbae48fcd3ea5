#include "http/route.h"

#include "base/text.h"
#include "http/param.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Exact paths stand in a hash table, which is most of them; paths with
 * parameters are tried one after the other. */
enum { BUCKETS = 2048, ALIASES = 3, EXACT_LIMIT = 256 };

struct exact {
	const char *path;
	size_t routes[ROUTE_METHODS]; /* number + 1; 0 is none */
};

static const struct route *routes;
static size_t route_count;
static struct exact exacts[BUCKETS];
static const char *const method_names[ROUTE_NO_METHOD] = {
	[ROUTE_GET] = "GET",
	[ROUTE_POST] = "POST",
	[ROUTE_PUT] = "PUT",
	[ROUTE_PATCH] = "PATCH",
	[ROUTE_DELETE] = "DELETE",
	[ROUTE_METHODS] = "",
	[ROUTE_OPTIONS] = "OPTIONS",
};

enum route_method route_method_named(const char *name)
{
	if (strcmp(name, "HEAD") == 0)
		return ROUTE_GET;
	for (int i = 0; i < ROUTE_NO_METHOD; i++)
		if (i != ROUTE_METHODS && strcmp(method_names[i], name) == 0)
			return (enum route_method)i;
	return ROUTE_NO_METHOD;
}

const char *route_method_name(enum route_method method)
{
	return method_names[method];
}

const struct route *route_table(size_t *count)
{
	*count = route_count;
	return routes;
}

size_t route_number(const struct route *route)
{
	return (size_t)(route - routes);
}

static struct exact *bucket_of(const char *path, size_t length)
{
	size_t at = text_hash(path, length) % BUCKETS;
	while (exacts[at].path != NULL &&
		(strlen(exacts[at].path) != length ||
			memcmp(exacts[at].path, path, length) != 0))
		at = (at + 1) % BUCKETS;
	return &exacts[at];
}

/* Every segment in braces is declared, in the order of the path. */
static void check_segments(const struct route *route, const char *path)
{
	const char *segment = path;
	for (size_t i = 0; i < route->param_count; i++) {
		const struct param *param = &route->params[i];
		if (param->place != PARAM_PATH)
			continue;
		segment = strchr(segment, '{');
		assert(segment != NULL && text_starts(segment + 1, param->name) &&
			segment[1 + strlen(param->name)] == '}');
		segment++;
	}
	assert(strchr(segment, '{') == NULL);
}

static void take_path(const struct route *route, const char *path)
{
	assert(path[0] == '/' && strlen(path) < EXACT_LIMIT);
	check_segments(route, path);
	if (strchr(path, '{') != NULL)
		return;
	struct exact *exact = bucket_of(path, strlen(path));
	exact->path = path;
	assert(exact->routes[route->method] == 0);
	exact->routes[route->method] = route_number(route) + 1;
}

void route_table_set(const struct route *table, size_t count)
{
	assert(count < ROUTE_LIMIT);
	memset(exacts, 0, sizeof(exacts));
	routes = table;
	route_count = count;
	for (size_t i = 0; i < count; i++) {
		assert(table[i].method < ROUTE_METHODS);
		assert(table[i].param_count <= PARAM_LIMIT);
		take_path(&table[i], table[i].path);
		for (size_t j = 0; j < ALIASES && table[i].aliases[j] != NULL; j++)
			take_path(&table[i], table[i].aliases[j]);
	}
}

/* Do prefix and path together fit a template? Notes the segments that are
 * parameters. */
static bool fits(const char *template, const char *prefix, const char *path,
	struct route_match *match)
{
	if (template == NULL || strchr(template, '{') == NULL ||
		!text_starts(template, prefix))
		return false;
	template += strlen(prefix);
	*match = (struct route_match){0};
	size_t noted = 0;
	while (*template != '\0') {
		if (*template != '{') {
			if (*template ++ != *path++)
				return false;
			continue;
		}
		size_t length = strcspn(path, "/");
		if (length == 0 || noted == ROUTE_SEGMENTS)
			return false;
		match->segments[noted] = path;
		match->lengths[noted++] = length;
		path += length;
		template = strchr(template, '}') + 1;
	}
	return *path == '\0';
}

static void find_exact(enum route_method method, const char *path, size_t length,
	struct route_match *match)
{
	const struct exact *exact = bucket_of(path, length);
	for (int i = 0; exact->path != NULL && i < ROUTE_METHODS; i++)
		if (exact->routes[i] != 0)
			match->allowed |= 1u << i;
	if (method < ROUTE_METHODS && exact->path != NULL && exact->routes[method] != 0)
		match->route = &routes[exact->routes[method] - 1];
}

static void find_template(enum route_method method, const char *prefix, const char *path,
	struct route_match *match)
{
	for (size_t i = 0; i < route_count && match->route == NULL; i++) {
		struct route_match trial;
		bool fit = fits(routes[i].path, prefix, path, &trial);
		for (size_t j = 0; !fit && j < ALIASES; j++)
			fit = fits(routes[i].aliases[j], prefix, path, &trial);
		if (!fit)
			continue;
		match->allowed |= 1u << routes[i].method;
		if (routes[i].method != method)
			continue;
		memcpy(match->segments, trial.segments, sizeof(match->segments));
		memcpy(match->lengths, trial.lengths, sizeof(match->lengths));
		match->route = &routes[i];
	}
}

struct route_match route_find(enum route_method method, const char *path)
{
	char canonical[EXACT_LIMIT + 1];
	const char *prefix = "";
	const char *exact = path;
	struct route_match match = {0};

	/* /api/v1/X is /api/X, and /api/v2/X is /v2/X. */
	if (text_starts(path, "/api/v1/")) {
		prefix = "/api";
		path += strlen("/api/v1");
		/* What is cut off here was longer than any exact path. */
		snprintf(canonical, sizeof(canonical), "%s%s", prefix, path);
		exact = canonical;
	} else if (text_starts(path, "/api/v2/")) {
		path += strlen("/api");
		exact = path;
	}
	find_exact(method, exact, strlen(exact), &match);
	if (match.allowed == 0)
		find_template(method, prefix, path, &match);
	return match;
}
