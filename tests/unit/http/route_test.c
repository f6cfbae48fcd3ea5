/* route_*: where paths lead, in a table of the test's own. */
#include "http/route.h"

#include "http/param.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../children.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static const struct param id[] = {{.name = "id", .place = PARAM_PATH, .most = 64}};
static const struct param id_and_leg[] = {{.name = "id", .place = PARAM_PATH, .most = 64},
	{.name = "page", .place = PARAM_QUERY, .most = 64},
	{.name = "leg", .place = PARAM_PATH, .most = 64}};

/* The summary tells a route from the others. */
static const struct route table[] = {
	{ROUTE_GET, "/api/health", {"/health", "/api/up"}, .summary = "health"},
	{ROUTE_GET, "/v2/orders", {"/api/orders"}, .summary = "list"},
	{ROUTE_POST, "/v2/orders", {"/api/orders"}, .summary = "place"},
	{ROUTE_GET, "/v2/orders/{id}/legs/{leg}", {0}, .summary = "leg",
		ROUTE_PARAMS(id_and_leg)},
	{ROUTE_GET, "/v2/orders/{id}", {"/api/orders/{id}"}, .summary = "get",
		ROUTE_PARAMS(id)},
	{ROUTE_DELETE, "/v2/orders/{id}", {"/api/orders/{id}"}, .summary = "cancel",
		ROUTE_PARAMS(id)},
	{ROUTE_PATCH, "/v2/orders/{id}", {0}, .summary = "replace", ROUTE_PARAMS(id)},
	{ROUTE_GET, "/v2/orders/{id}/legs", {0}, .summary = "legs", ROUTE_PARAMS(id)},
	{ROUTE_PUT, "/v2/orders/all", {0}, .summary = "all"},
	{ROUTE_GET, "/api/x/{id}/{leg}/y", {0}, .summary = "deep",
		ROUTE_PARAMS(id_and_leg)},
	{ROUTE_GET, "/api/x/{id}/y", {0}, .summary = "shallow", ROUTE_PARAMS(id)},
	{ROUTE_GET, "/", {0}, .summary = "root"},
};

static int start(void **state)
{
	(void)state;
	route_table_set(table, COUNT(table));
	return 0;
}

/* "summary id leg" of what is found, else the methods that the path has. */
static const char *found(const char *method, const char *path)
{
	static char said[1024];
	struct route_match match = route_find(route_method_named(method), path);
	size_t length = 0;
	if (match.route != NULL) {
		length = (size_t)snprintf(said, sizeof(said), "%s", match.route->summary);
		for (int i = 0; i < ROUTE_SEGMENTS && match.segments[i] != NULL; i++)
			length += (size_t)snprintf(said + length, sizeof(said) - length,
				" %.*s", (int)match.lengths[i], match.segments[i]);
		return said;
	}
	said[0] = '\0';
	for (int i = 0; i < ROUTE_METHODS; i++)
		if ((match.allowed & 1u << i) != 0)
			length += (size_t)snprintf(said + length, sizeof(said) - length,
				"!%s", route_method_name((enum route_method)i));
	return said;
}

static void paths(void **state)
{
	(void)state;
	static const struct {
		const char *method, *path, *leads_to;
	} rows[] = {
		{"GET", "/api/health", "health"},
		{"HEAD", "/api/health", "health"},
		{"GET", "/health", "health"},
		{"GET", "/api/up", "health"},
		{"GET", "/api/v1/health", "health"},
		{"GET", "/api/v1/up", "health"},
		{"GET", "/api/health/", ""},
		{"GET", "/api//health", ""},
		{"GET", "/API/health", ""},
		{"GET", "/api/v1/api/health", ""},
		{"GET", "/api/v1", ""},
		{"GET", "/api/v1/", ""},
		{"GET", "/api/v2/health", ""},
		{"GET", "/v1/health", ""},
		{"GET", "/", "root"},
		{"GET", "", ""},
		{"GET", "//", ""},
		{"GET", "/v2/orders", "list"},
		{"POST", "/v2/orders", "place"},
		{"GET", "/api/v2/orders", "list"},
		{"POST", "/api/v2/orders", "place"},
		{"POST", "/api/orders", "place"},
		{"POST", "/api/v1/orders", "place"},
		{"GET", "/v2/orders/", ""},
		{"GET", "/v2/orders/7", "get 7"},
		{"GET", "/api/v2/orders/7", "get 7"},
		{"GET", "/api/orders/7", "get 7"},
		{"GET", "/api/v1/orders/7", "get 7"},
		{"DELETE", "/api/v1/orders/a%20b", "cancel a%20b"},
		{"PATCH", "/v2/orders/{id}", "replace {id}"},
		{"GET", "/v2/orders/7/legs", "legs 7"},
		{"GET", "/v2/orders/7/legs/far", "leg 7 far"},
		{"GET", "/api/v2/orders/7/legs/far", "leg 7 far"},
		{"GET", "/v2/orders/7/legs/", ""},
		{"GET", "/v2/orders//legs/far", ""},
		{"GET", "/v2/orders/7/legs/far/", ""},
		{"GET", "/v2/orders/7/8", ""},
		{"GET", "/v2/order", ""},
		{"PUT", "/v2/orders/all", "all"},
		{"GET", "/api/x/1/2/y", "deep 1 2"},
		{"GET", "/api/x/1/y", "shallow 1"},
		{"GET", "/api/v1/x/1/2/y", "deep 1 2"},
		{"POST", "/api/health", "!GET"},
		{"OPTIONS", "/api/health", "!GET"},
		{"BREW", "/api/health", "!GET"},
		{"", "/api/health", "!GET"},
		{"get", "/api/health", "!GET"},
		{"DELETE", "/v2/orders", "!GET!POST"},
		{"PATCH", "/api/v2/orders", "!GET!POST"},
		{"POST", "/v2/orders/7", "!GET!PATCH!DELETE"},
		{"OPTIONS", "/v2/orders/7", "!GET!PATCH!DELETE"},
		{"PATCH", "/api/orders/7", "!GET!DELETE"},
		{"POST", "/v2/orders/7/legs/far", "!GET"},
		{"OPTIONS", "/nothing", ""},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *said = found(rows[i].method, rows[i].path);
		if (strcmp(said, rows[i].leads_to) != 0)
			fail_msg("%s %s: \"%s\"", rows[i].method, rows[i].path, said);
	}
}

static void a_template_that_did_not_fit_leaves_nothing(void **state)
{
	(void)state;
	static const struct route two_tries[] = {
		{ROUTE_GET, "/a/{id}/{leg}/z", {0}, ROUTE_PARAMS(id_and_leg)},
		{ROUTE_GET, "/a/{id}/b", {0}, ROUTE_PARAMS(id)},
	};
	route_table_set(two_tries, COUNT(two_tries));
	struct route_match match = route_find(ROUTE_GET, "/a/1/b");
	assert_ptr_equal(match.route, &two_tries[1]);
	assert_memory_equal(match.segments[0], "1", 1);
	assert_null(match.segments[1]);
	assert_int_equal(match.lengths[1], 0);
}

static void long_paths(void **state)
{
	(void)state;
	static char path[20000];
	static const char *const heads[] = {
		"/v2/orders/", "/api/v2/orders/", "/api/orders/", "/api/v1/orders/"};
	for (size_t i = 0; i < COUNT(heads); i++) {
		size_t head = strlen(heads[i]);
		memset(path, 'x', sizeof(path) - 1);
		memcpy(path, heads[i], head);
		struct route_match match = route_find(ROUTE_GET, path);
		assert_non_null(match.route);
		assert_string_equal(match.route->summary, "get");
		assert_int_equal(match.lengths[0], sizeof(path) - 1 - head);
	}
	memset(path, '/', sizeof(path) - 1);
	assert_null(route_find(ROUTE_GET, path).route);
}

static void names_of_methods(void **state)
{
	(void)state;
	static const char *const names[] = {
		"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
	for (size_t i = 0; i < COUNT(names); i++)
		assert_string_equal(
			route_method_name(route_method_named(names[i])), names[i]);
	assert_int_equal(route_method_named("HEAD"), ROUTE_GET);
	assert_int_equal(route_method_named(""), ROUTE_NO_METHOD);
	assert_int_equal(route_method_named("GETX"), ROUTE_NO_METHOD);
}

static void routes_have_numbers(void **state)
{
	(void)state;
	size_t count;
	assert_ptr_equal(route_table(&count), table);
	assert_int_equal(count, COUNT(table));
	for (size_t i = 0; i < count; i++)
		assert_int_equal(route_number(&table[i]), i);
}

static void the_same_path_twice(void)
{
	static const struct route wrong[] = {{.method = ROUTE_GET, .path = "/a"},
		{.method = ROUTE_GET, .path = "/b", .aliases = {"/a"}}};
	route_table_set(wrong, COUNT(wrong));
}

static void a_path_without_slash(void)
{
	static const struct route wrong[] = {{.method = ROUTE_GET, .path = "a"}};
	route_table_set(wrong, COUNT(wrong));
}

static void a_segment_that_is_not_declared(void)
{
	static const struct route wrong[] = {{.method = ROUTE_GET, .path = "/a/{id}"}};
	route_table_set(wrong, COUNT(wrong));
}

static void a_segment_of_another_name(void)
{
	static const struct route wrong[] = {
		{ROUTE_GET, "/a/{ids}", {0}, ROUTE_PARAMS(id)}};
	route_table_set(wrong, COUNT(wrong));
}

static void a_declared_segment_that_an_alias_lacks(void)
{
	static const struct route wrong[] = {
		{ROUTE_GET, "/a/{id}", {"/b"}, ROUTE_PARAMS(id)}};
	route_table_set(wrong, COUNT(wrong));
}

static void more_parameters_than_a_request_holds(void)
{
	static struct param many[PARAM_LIMIT + 1];
	for (size_t i = 0; i < COUNT(many); i++)
		many[i] = (struct param){.name = "a", .place = PARAM_QUERY};
	static const struct route wrong[] = {{ROUTE_GET, "/a", {0}, ROUTE_PARAMS(many)}};
	route_table_set(wrong, COUNT(wrong));
}

static void a_table_that_contradicts_itself_is_a_bug(void **state)
{
	(void)state;
	static void (*const mistakes[])(void) = {
		the_same_path_twice,
		a_path_without_slash,
		a_segment_that_is_not_declared,
		a_segment_of_another_name,
		a_declared_segment_that_an_alias_lacks,
		more_parameters_than_a_request_holds,
	};
	for (size_t i = 0; i < COUNT(mistakes); i++)
		if (!children_abort(mistakes[i]))
			fail_msg("mistake %zu is taken", i);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(paths, start),
		cmocka_unit_test(a_template_that_did_not_fit_leaves_nothing),
		cmocka_unit_test_setup(long_paths, start),
		cmocka_unit_test(names_of_methods),
		cmocka_unit_test_setup(routes_have_numbers, start),
		cmocka_unit_test(a_table_that_contradicts_itself_is_a_bug),
	};
	return cmocka_run_group_tests_name("http/route", tests, NULL, NULL);
}
