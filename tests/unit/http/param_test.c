/* param_*: each kind of parameter, as text and as JSON, at its limits. */
#include "http/param.h"

#include "base/arena.h"
#include "http/request.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static struct arena *arena;

static int start(void **state)
{
	(void)state;
	arena = arena_new(4096, 1024 * 1024);
	return arena == NULL;
}

static int stop(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static const struct param text_of_2_to_4 = {
	.name = "p", .place = PARAM_BODY, .kind = PARAM_TEXT, .least = 2, .most = 4};
static const struct param text_not_empty = {
	.name = "p", .place = PARAM_BODY, .kind = PARAM_TEXT, .least = 1, .most = 4};
static const struct param small = {
	.name = "p", .place = PARAM_BODY, .kind = PARAM_INTEGER, .least = -5, .most = 10};
static const struct param any = {.name = "p",
	.place = PARAM_BODY,
	.kind = PARAM_INTEGER,
	.least = INT64_MIN,
	.most = INT64_MAX};
static const struct param truth = {
	.name = "p", .place = PARAM_BODY, .kind = PARAM_BOOLEAN};
static const struct param side = {.name = "p",
	.place = PARAM_BODY,
	.kind = PARAM_CHOICE,
	.choices = "buy sell sell_short"};
static const struct param object = {
	.name = "p", .place = PARAM_BODY, .kind = PARAM_OBJECT};
static const struct param array = {
	.name = "p", .place = PARAM_BODY, .kind = PARAM_ARRAY, .least = 1, .most = 3};

static const struct param leg[] = {
	{.name = "ratio",
		.place = PARAM_BODY,
		.kind = PARAM_INTEGER,
		.required = true,
		.least = 1,
		.most = 9},
	{.name = "side",
		.place = PARAM_BODY,
		.kind = PARAM_CHOICE,
		.choices = "buy sell"},
};
static const struct param legs = {.name = "p",
	.place = PARAM_BODY,
	.kind = PARAM_ARRAY,
	.most = 2,
	.items = leg,
	.item_count = COUNT(leg)};

static const char WHOLE[] = "must be a whole number within its limits";
static const char TRUTH[] = "must be true or false";
static const char CHOICE[] = "is not one of the values it can have";
static const char STRING[] = "must be a string";
static const char ITEM[] = "holds an item that does not fit its description";

static void check_why(const char *given, const char *why, const char *expected)
{
	if ((why == NULL) != (expected == NULL) ||
		(why != NULL && strcmp(why, expected) != 0))
		fail_msg("%s: %s", given, why == NULL ? "taken" : why);
}

static void texts(void **state)
{
	(void)state;
	static const struct {
		const struct param *param;
		const char *text, *why;
		int64_t integer;
		bool flag;
	} table[] = {
		{&text_of_2_to_4, "a", "is too short", 0, false},
		{&text_of_2_to_4, "ab", NULL, 0, false},
		{&text_of_2_to_4, "abcd", NULL, 0, false},
		{&text_of_2_to_4, "abcde", "is too long", 0, false},
		{&text_of_2_to_4, "a\nb", "must not hold control characters", 0, false},
		{&text_of_2_to_4, "a\x7f", "must not hold control characters", 0, false},
		{&text_of_2_to_4, "\xc3\xa9", NULL, 0, false},
		{&text_not_empty, "", "must not be empty", 0, false},
		{&small, "-5", NULL, -5, false},
		{&small, "10", NULL, 10, false},
		{&small, "-6", WHOLE, 0, false},
		{&small, "11", WHOLE, 0, false},
		{&small, "", WHOLE, 0, false},
		{&small, "1.0", WHOLE, 0, false},
		{&small, "1e1", WHOLE, 0, false},
		{&small, " 1", WHOLE, 0, false},
		{&any, "-9223372036854775808", NULL, INT64_MIN, false},
		{&any, "9223372036854775807", NULL, INT64_MAX, false},
		{&any, "9223372036854775808", WHOLE, 0, false},
		{&truth, "true", NULL, 0, true},
		{&truth, "1", NULL, 0, true},
		{&truth, "false", NULL, 0, false},
		{&truth, "0", NULL, 0, false},
		{&truth, "True", TRUTH, 0, false},
		{&truth, "", TRUTH, 0, false},
		{&side, "buy", NULL, 0, false},
		{&side, "sell_short", NULL, 0, false},
		{&side, "sell_", CHOICE, 0, false},
		{&side, "Buy", CHOICE, 0, false},
		{&side, "buy sell", CHOICE, 0, false},
		{&side, "", CHOICE, 0, false},
		{&object, "{}", "cannot be given here", 0, false},
		{&array, "[]", "cannot be given here", 0, false},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct param_value value = {0};
		const char *why = param_check_text(table[i].param, table[i].text, &value);
		check_why(table[i].text, why, table[i].why);
		if (why != NULL)
			continue;
		assert_true(value.given);
		assert_string_equal(value.text, table[i].text);
		assert_true(value.integer == table[i].integer);
		assert_int_equal(value.flag, table[i].flag);
	}
}

/* Checks {"p": …} against one declaration. */
static bool check_member(const struct param *param, const char *json,
	struct param_value *value, struct param_problem *problem)
{
	char body[512];
	struct json_problem broken;
	int length = snprintf(body, sizeof(body), "{\"p\":%s}", json);
	const cJSON *tree = json_read(arena, body, (size_t)length, &broken);
	if (tree == NULL)
		fail_msg("%s: %s", body, broken.what);
	return param_check_object(param, 1, tree, false, value, problem);
}

static void members(void **state)
{
	(void)state;
	static const struct {
		const struct param *param;
		const char *json, *why;
	} table[] = {
		{&text_of_2_to_4, "\"abcd\"", NULL},
		{&text_of_2_to_4, "\"abcde\"", "is too long"},
		{&text_of_2_to_4, "\"a\\nb\"", "must not hold control characters"},
		{&text_of_2_to_4, "123", STRING},
		{&text_of_2_to_4, "true", STRING},
		{&text_of_2_to_4, "{}", STRING},
		{&small, "10", NULL},
		{&small, "\"10\"", NULL},
		{&small, "11", WHOLE},
		{&small, "\"11\"", WHOLE},
		{&small, "1.0", WHOLE},
		{&small, "1e0", WHOLE},
		{&small, "1e400", WHOLE},
		{&small, "true", WHOLE},
		{&small, "[]", WHOLE},
		{&any, "9007199254740993", NULL},
		{&any, "9223372036854775808", WHOLE},
		{&truth, "true", NULL},
		{&truth, "false", NULL},
		{&truth, "1", TRUTH},
		{&truth, "\"true\"", TRUTH},
		{&side, "\"sell\"", NULL},
		{&side, "\"hold\"", CHOICE},
		{&side, "1", STRING},
		{&object, "{\"any\":1}", NULL},
		{&object, "[]", "must be an object"},
		{&array, "[1]", NULL},
		{&array, "[1,\"a\",{}]", NULL},
		{&array, "[]", "has too few items"},
		{&array, "[1,2,3,4]", "has too many items"},
		{&array, "{}", "must be an array"},
		{&legs, "[]", NULL},
		{&legs, "[{\"ratio\":1},{\"ratio\":9,\"side\":\"buy\"}]", NULL},
		{&legs, "[1]", "must hold objects"},
		{&legs, "[{\"ratio\":1},null]", "must hold objects"},
		{&legs, "[{}]", ITEM},
		{&legs, "[{\"ratio\":10}]", ITEM},
		{&legs, "[{\"ratio\":1},{\"ratio\":1,\"side\":\"hold\"}]", ITEM},
		{&legs, "[{\"ratio\":1,\"more\":1}]", ITEM},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct param_value value = {0};
		struct param_problem problem = {NULL, NULL};
		bool taken =
			check_member(table[i].param, table[i].json, &value, &problem);
		check_why(table[i].json, problem.why, table[i].why);
		assert_int_equal(taken, table[i].why == NULL);
		if (taken)
			assert_true(value.given && value.json != NULL);
		else
			assert_string_equal(problem.field, "p");
	}
}

static void members_have_values(void **state)
{
	(void)state;
	struct param_value value = {0};
	struct param_problem problem;
	assert_true(check_member(&any, "9007199254740993", &value, &problem));
	assert_true(value.integer == 9007199254740993);
	assert_true(check_member(&small, "\"-5\"", &value, &problem));
	assert_true(value.integer == -5);
	assert_true(check_member(&truth, "true", &value, &problem) && value.flag);
	assert_true(check_member(&truth, "false", &value, &problem) && !value.flag);
	assert_true(check_member(&side, "\"sell\"", &value, &problem));
	assert_string_equal(value.text, "sell");
	assert_true(check_member(&object, "{\"a\":1}", &value, &problem));
	assert_string_equal(json_read_text(json_read_member(value.json, "a")), "1");
}

static void what_is_absent_takes_its_default(void **state)
{
	(void)state;
	struct param with_default = small, needed = small, broken = small;
	struct param_value value = {.given = true, .integer = 99};
	struct param_problem problem;
	with_default.initial = "7";
	needed.required = true;
	broken.initial = "77";
	static const char *const absent[] = {"{}", "{\"p\":null}"};
	for (size_t i = 0; i < COUNT(absent); i++) {
		struct json_problem none;
		const cJSON *tree = json_read(arena, absent[i], strlen(absent[i]), &none);
		assert_true(param_check_object(&small, 1, tree, false, &value, &problem));
		assert_true(!value.given && value.integer == 0 && value.text == NULL);
		assert_true(param_check_object(
			&with_default, 1, tree, false, &value, &problem));
		assert_true(!value.given && value.integer == 7);
		assert_false(
			param_check_object(&needed, 1, tree, false, &value, &problem));
		assert_string_equal(problem.field, "p");
		assert_string_equal(problem.why, "is required");
		assert_false(
			param_check_object(&broken, 1, tree, false, &value, &problem));
	}
}

static void members_that_are_not_declared(void **state)
{
	(void)state;
	const struct param declared[] = {small,
		{.name = "q", .place = PARAM_QUERY, .kind = PARAM_TEXT, .most = 9}};
	static const char *const bodies[] = {
		"{\"p\":1,\"x\":2}", "{\"P\":1}", "{\"q\":1}", "{\"\":1}"};
	static const char *const fields[] = {"x", "P", "q", ""};
	for (size_t i = 0; i < COUNT(bodies); i++) {
		struct json_problem none;
		struct param_value values[2] = {{0}};
		struct param_problem problem;
		const cJSON *tree = json_read(arena, bodies[i], strlen(bodies[i]), &none);
		assert_false(
			param_check_object(declared, 2, tree, false, values, &problem));
		assert_string_equal(problem.field, fields[i]);
		assert_string_equal(problem.why, "is not known here");
		assert_true(
			param_check_object(declared, 2, tree, true, values, &problem));
		assert_false(values[1].given);
	}
}

static const struct param order_params[] = {
	{.name = "id",
		.place = PARAM_PATH,
		.kind = PARAM_INTEGER,
		.required = true,
		.least = 1,
		.most = 99},
	{.name = "nested",
		.place = PARAM_QUERY,
		.kind = PARAM_BOOLEAN,
		.initial = "true"},
	{.name = "qty",
		.place = PARAM_BODY,
		.kind = PARAM_INTEGER,
		.required = true,
		.least = 1,
		.most = 9},
	{.name = "leg",
		.place = PARAM_PATH,
		.kind = PARAM_CHOICE,
		.required = true,
		.choices = "near far"},
};
static const struct route strict = {
	ROUTE_POST, "/orders/{id}/{leg}", {0}, ROUTE_PARAMS(order_params)};
static const struct route lenient = {ROUTE_POST, "/orders/{id}/{leg}", {0},
	ROUTE_PARAMS(order_params), .lenient = true};

/* A request's parameters from its parts; NULL when they fit, else "field why". */
static const char *check_request(struct request *request, const struct route *route,
	const char *id, const char *leg_name, const char *query, const char *body)
{
	static char said[128];
	struct json_problem none;
	struct param_problem problem;
	*request = (struct request){
		.arena = arena, .route = route, .segments = {id, leg_name}};
	assert_null(query_parse(&request->query, arena, query));
	if (body != NULL)
		request->json = json_read(arena, body, strlen(body), &none);
	if (param_check_request(request, &problem))
		return NULL;
	snprintf(said, sizeof(said), "%s %s", problem.field, problem.why);
	return said;
}

static void requests(void **state)
{
	(void)state;
	struct request request;
	assert_null(check_request(&request, &strict, "7", "far", "", "{\"qty\":3}"));
	assert_true(request.values[0].integer == 7 && request.values[0].given);
	assert_true(request.values[1].flag && !request.values[1].given);
	assert_true(request.values[2].integer == 3);
	assert_string_equal(request.values[3].text, "far");
	assert_null(check_request(
		&request, &strict, "7", "near", "nested=0", "{\"qty\":\"9\"}"));
	assert_true(!request.values[1].flag && request.values[1].given);
}

static void requests_that_are_refused(void **state)
{
	(void)state;
	static const struct {
		const char *id, *leg, *query, *body, *said;
	} table[] = {
		{"0", "far", "", "{\"qty\":1}",
			"id must be a whole number within its limits"},
		{"x", "far", "", "{\"qty\":1}",
			"id must be a whole number within its limits"},
		{"1", "mid", "", "{\"qty\":1}",
			"leg is not one of the values it can have"},
		{"1", "far", "nested=x", "{\"qty\":1}", "nested must be true or false"},
		{"1", "far", "qty=1", "{\"qty\":1}", "qty is not known here"},
		{"1", "far", "a=1", "{\"qty\":1}", "a is not known here"},
		{"1", "far", "", "{}", "qty is required"},
		{"1", "far", "", NULL, "qty is required"},
		{"1", "far", "", "[]", "body must be an object"},
		{"1", "far", "", "null", "body must be an object"},
		{"1", "far", "", "\"qty\"", "body must be an object"},
		{"1", "far", "", "{\"qty\":1,\"id\":2}", "id is not known here"},
	};
	struct request request;
	for (size_t i = 0; i < COUNT(table); i++) {
		const char *said = check_request(&request, &strict, table[i].id,
			table[i].leg, table[i].query, table[i].body);
		check_why(table[i].said, said, table[i].said);
	}
	assert_null(check_request(
		&request, &lenient, "1", "far", "a=1&qty=5", "{\"qty\":1,\"b\":2}"));
	assert_true(request.values[2].integer == 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts),
		cmocka_unit_test(members),
		cmocka_unit_test(members_have_values),
		cmocka_unit_test(what_is_absent_takes_its_default),
		cmocka_unit_test(members_that_are_not_declared),
		cmocka_unit_test(requests),
		cmocka_unit_test(requests_that_are_refused),
	};
	return cmocka_run_group_tests_name("http/param", tests, start, stop);
}
