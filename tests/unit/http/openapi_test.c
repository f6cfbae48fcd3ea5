/* openapi_write: the document of a table of the test's own, read back as JSON. */
#include "http/openapi.h"

#include "base/arena.h"
#include "base/json_read.h"
#include "base/text.h"
#include "http/param.h"
#include "http/route.h"
#include "http/schema.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static const struct param leg[] = {
	{.name = "ratio",
		.place = PARAM_BODY,
		.kind = PARAM_INTEGER,
		.required = true,
		.least = 1,
		.most = 9,
		.description = "How many."},
};
static const struct param place_params[] = {
	{.name = "symbol",
		.place = PARAM_BODY,
		.kind = PARAM_TEXT,
		.required = true,
		.least = 1,
		.most = 32,
		.description = "What to \"buy\"."},
	{.name = "side",
		.place = PARAM_BODY,
		.kind = PARAM_CHOICE,
		.choices = "buy  sell",
		.initial = "buy",
		.description = "Which way."},
	{.name = "qty",
		.place = PARAM_BODY,
		.kind = PARAM_INTEGER,
		.initial = "1",
		.least = 1,
		.most = 1000,
		.description = "How many."},
	{.name = "extended",
		.place = PARAM_BODY,
		.kind = PARAM_BOOLEAN,
		.initial = "false",
		.description = "Outside of hours too."},
	{.name = "take",
		.place = PARAM_BODY,
		.kind = PARAM_OBJECT,
		.description = "Take profit."},
	{.name = "tags",
		.place = PARAM_BODY,
		.kind = PARAM_ARRAY,
		.most = 5,
		.description = "Words."},
	{.name = "legs",
		.place = PARAM_BODY,
		.kind = PARAM_ARRAY,
		.most = 4,
		.items = leg,
		.item_count = 1,
		.description = "Parts."},
};
static const struct param get_params[] = {
	{.name = "order_id",
		.place = PARAM_PATH,
		.kind = PARAM_TEXT,
		.required = true,
		.least = 1,
		.most = 36,
		.description = "Which one."},
	{.name = "nested",
		.place = PARAM_QUERY,
		.kind = PARAM_BOOLEAN,
		.description = "With its legs."},
};
static const struct param page_params[] = {
	{.name = "order",
		.place = PARAM_PATH,
		.kind = PARAM_TEXT,
		.most = 36,
		.description = "Which one."},
};

static const struct route table[] = {
	{ROUTE_GET, "/v2/orders", {"/api/orders", "/api/all-orders"}, "orders",
		"Lists them.", .reply = "orders", .schema = "Order[]"},
	{ROUTE_GET, "/v2/orders/{order_id}", {0}, "orders", "One of them.",
		.reply = "an order", .schema = "Order", ROUTE_PARAMS(get_params)},
	{ROUTE_POST, "/v2/orders", {0}, "orders", "Places one.", .reply = "the order",
		.rate = ROUTE_RATE_TRADE, ROUTE_PARAMS(place_params)},
	{ROUTE_DELETE, "/v2/orders", {0}, "orders", "Cancels all.", .reply = "nothing",
		.access = ROUTE_OPERATOR},
	{ROUTE_PUT, "/a/{order}", {0}, "a", "A.", .reply = "a",
		ROUTE_PARAMS(page_params)},
	{ROUTE_PUT, "/a/order", {0}, "a", "A.", .reply = "a"},
	{ROUTE_PATCH, "/a", {0}, "a", "A.", .reply = "a", .schema = "text"},
};

static struct arena *arena;
static const cJSON *document;

static int start(void **state)
{
	(void)state;
	struct json_problem problem;
	arena = arena_new(64 * 1024, 16 * 1024 * 1024);
	struct text out = text_in(arena);
	route_table_set(table, COUNT(table));
	openapi_write(&out, "1.2.3");
	const char *text = text_done(&out);
	document = text == NULL ? NULL : json_read(arena, text, out.length, &problem);
	return document == NULL;
}

static int stop(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

/* The value at the end of a path of names. */
static const cJSON *at(const cJSON *item, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		item = json_read_member(item, names[i]);
		if (item == NULL)
			fail_msg("there is no %s", names[i]);
	}
	return item;
}

#define AT(item, ...)                                                                    \
	at((item), (const char *const[]){__VA_ARGS__},                                   \
		sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))
#define TEXT_AT(...) json_read_text(AT(__VA_ARGS__))

static void it_says_what_it_is(void **state)
{
	(void)state;
	assert_string_equal(TEXT_AT(document, "openapi"), "3.1.0");
	assert_string_equal(TEXT_AT(document, "info", "version"), "1.2.3");
	assert_string_equal(TEXT_AT(document, "info", "title"), "PaperTrade");
	assert_non_null(AT(document, "components", "schemas", "Error", "required"));
}

static void every_route_stands_there_once(void **state)
{
	(void)state;
	static const char *const methods[] = {"get", "post", "put", "patch", "delete"};
	int operations = 0;
	const cJSON *path;
	cJSON_ArrayForEach(path, AT(document, "paths")) operations +=
		cJSON_GetArraySize(path);
	assert_int_equal(operations, COUNT(table));
	for (size_t i = 0; i < COUNT(table); i++) {
		const cJSON *operation =
			AT(document, "paths", table[i].path, methods[table[i].method]);
		assert_string_equal(TEXT_AT(operation, "summary"), table[i].summary);
		assert_string_equal(
			AT(operation, "tags")->child->valuestring, table[i].tag);
		assert_string_equal(TEXT_AT(operation, "responses", "200", "description"),
			table[i].reply);
		assert_string_equal(TEXT_AT(operation, "x-access"),
			table[i].access == ROUTE_PUBLIC ? "public" : "operator");
		size_t aliases = 0;
		while (aliases < 3 && table[i].aliases[aliases] != NULL)
			aliases++;
		assert_int_equal(cJSON_GetArraySize(AT(operation, "x-aliases")), aliases);
	}
}

static void operation_ids_are_unique(void **state)
{
	(void)state;
	const char *ids[COUNT(table)];
	size_t count = 0;
	const cJSON *path, *operation;
	cJSON_ArrayForEach(path, AT(document, "paths"))
	{
		cJSON_ArrayForEach(operation, path)
		{
			ids[count] = TEXT_AT(operation, "operationId");
			assert_non_null(ids[count]);
			for (size_t i = 0; i < count; i++)
				assert_string_not_equal(ids[i], ids[count]);
			count++;
		}
	}
	assert_string_equal(
		TEXT_AT(document, "paths", "/v2/orders/{order_id}", "get", "operationId"),
		"getV2OrdersByOrderId");
}

static void parameters_of_path_and_query(void **state)
{
	(void)state;
	const cJSON *list =
		AT(document, "paths", "/v2/orders/{order_id}", "get", "parameters");
	assert_int_equal(cJSON_GetArraySize(list), 2);
	const cJSON *id = list->child, *nested = id->next;
	assert_string_equal(TEXT_AT(id, "name"), "order_id");
	assert_string_equal(TEXT_AT(id, "in"), "path");
	assert_true(cJSON_IsTrue(AT(id, "required")));
	assert_string_equal(TEXT_AT(id, "schema", "type"), "string");
	assert_string_equal(TEXT_AT(id, "schema", "maxLength"), "36");
	assert_string_equal(TEXT_AT(nested, "in"), "query");
	assert_true(cJSON_IsFalse(AT(nested, "required")));
	assert_string_equal(TEXT_AT(nested, "schema", "type"), "boolean");
	/* A path's parameter is required, whatever the table says. */
	const cJSON *order = AT(document, "paths", "/a/{order}", "put", "parameters");
	assert_true(cJSON_IsTrue(AT(order->child, "required")));
}

static void members_of_the_body(void **state)
{
	(void)state;
	const cJSON *operation = AT(document, "paths", "/v2/orders", "post");
	assert_string_equal(TEXT_AT(operation, "x-rate-limit"), "trade");
	assert_int_equal(cJSON_GetArraySize(AT(operation, "parameters")), 0);
	const cJSON *schema =
		AT(operation, "requestBody", "content", "application/json", "schema");
	const cJSON *members = AT(schema, "properties");
	assert_int_equal(cJSON_GetArraySize(members), COUNT(place_params));
	assert_int_equal(cJSON_GetArraySize(AT(schema, "required")), 1);
	assert_string_equal(AT(schema, "required")->child->valuestring, "symbol");
	assert_string_equal(
		TEXT_AT(members, "symbol", "description"), "What to \"buy\".");
	const cJSON *sides = AT(members, "side", "enum");
	assert_int_equal(cJSON_GetArraySize(sides), 2);
	assert_string_equal(sides->child->next->valuestring, "sell");
	assert_string_equal(TEXT_AT(members, "side", "default"), "buy");
	assert_true(cJSON_IsNumber(AT(members, "qty", "default")));
	assert_string_equal(TEXT_AT(members, "qty", "maximum"), "1000");
	assert_true(cJSON_IsFalse(AT(members, "extended", "default")));
	assert_string_equal(TEXT_AT(members, "take", "type"), "object");
	assert_null(json_read_member(AT(members, "tags"), "items"));
	assert_string_equal(TEXT_AT(members, "tags", "maxItems"), "5");
	assert_string_equal(
		TEXT_AT(members, "legs", "items", "properties", "ratio", "maximum"), "9");
	assert_null(json_read_member(
		AT(document, "paths", "/v2/orders", "get"), "requestBody"));
}

/* What the operation replies with when all is well. */
static const cJSON *reply_of(const char *path, const char *method)
{
	return AT(document, "paths", path, method, "responses", "200");
}

static void replies_are_a_schema_or_a_list_of_it_or_text_or_nothing(void **state)
{
	(void)state;
	const cJSON *one = AT(reply_of("/v2/orders/{order_id}", "get"), "content",
		"application/json", "schema");
	assert_string_equal(TEXT_AT(one, "$ref"), "#/components/schemas/Order");
	const cJSON *list = AT(
		reply_of("/v2/orders", "get"), "content", "application/json", "schema");
	assert_string_equal(TEXT_AT(list, "type"), "array");
	assert_string_equal(TEXT_AT(list, "items", "$ref"), "#/components/schemas/Order");
	assert_string_equal(TEXT_AT(reply_of("/a", "patch"), "content", "text/plain",
				    "schema", "type"),
		"string");
	assert_null(json_read_member(reply_of("/a/order", "put"), "content"));
}

static void every_schema_stands_there_and_what_it_refers_to_does(void **state)
{
	(void)state;
	const cJSON *schemas = AT(document, "components", "schemas");
	assert_int_equal(cJSON_GetArraySize(schemas), schema_count);
	assert_string_equal(
		TEXT_AT(schemas, "Order", "properties", "filled_qty", "format"),
		"decimal");
	assert_string_equal(TEXT_AT(schemas, "Order", "properties", "status", "$ref"),
		"#/components/schemas/OrderStatus");
	assert_non_null(AT(schemas, "OrderStatus", "enum"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_says_what_it_is),
		cmocka_unit_test(every_route_stands_there_once),
		cmocka_unit_test(operation_ids_are_unique),
		cmocka_unit_test(parameters_of_path_and_query),
		cmocka_unit_test(members_of_the_body),
		cmocka_unit_test(replies_are_a_schema_or_a_list_of_it_or_text_or_nothing),
		cmocka_unit_test(every_schema_stands_there_and_what_it_refers_to_does),
	};
	return cmocka_run_group_tests_name("http/openapi", tests, start, stop);
}
