/* json_read: tables of bodies that are taken and refused, and where each refusal points.
 */
#include "base/json_read.h"

#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof(table)[0])
#define LITERAL(text) (text), sizeof(text) - 1

static struct arena *arena;
static struct json_problem problem;

static int start(void **state)
{
	(void)state;
	arena = arena_new(64 * 1024, 64 * 1024 * 1024);
	return arena == NULL;
}

static int stop(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

/* A copy of exactly that size, so that a read past its end is seen. */
static const cJSON *read_bytes(const char *bytes, size_t length)
{
	char *exact = malloc(length == 0 ? 1 : length);
	assert_non_null(exact);
	memcpy(exact, bytes, length);
	problem = (struct json_problem){NULL, 0};
	const cJSON *tree = json_read(arena, exact, length, &problem);
	free(exact);
	return tree;
}

static void refused(const char *bytes, size_t length, size_t position, const char *what)
{
	if (read_bytes(bytes, length) != NULL)
		fail_msg("taken: %.*s", (int)length, bytes);
	if (problem.position != position || strcmp(problem.what, what) != 0)
		fail_msg("%.60s: \"%s\" at %zu, not \"%s\" at %zu", bytes, problem.what,
			problem.position, what, position);
}

static const char NO_VALUE[] = "a value was expected";
static const char EARLY[] = "the text ends too early";
static const char TRAILING[] = "there is something after the value";
static const char CONTROL[] = "control characters are not accepted";
static const char HALF[] = "half of a surrogate pair";
static const char NOT_UTF8[] = "the text is not UTF-8";
static const char ZERO[] = "a number begins with a superfluous zero";
static const char NO_DIGIT[] = "a digit is missing in a number";
static const char RANGE[] = "a number is out of range";
static const char TWICE[] = "a name stands twice in one object";

struct body {
	const char *bytes;
	size_t length, position;
	const char *what;
};

static void all_refused(const struct body *bodies, size_t count)
{
	for (size_t i = 0; i < count; i++)
		refused(bodies[i].bytes, bodies[i].length, bodies[i].position,
			bodies[i].what);
}

static void values_and_numbers_that_are_refused(void **state)
{
	(void)state;
	static const struct body table[] = {
		{LITERAL(""), 0, EARLY},
		{LITERAL("  "), 2, EARLY},
		{LITERAL("\xef\xbb\xbf{}"), 0, NO_VALUE},
		{LITERAL("nul"), 0, NO_VALUE},
		{LITERAL("True"), 0, NO_VALUE},
		{LITERAL("NaN"), 0, NO_VALUE},
		{LITERAL("Infinity"), 0, NO_VALUE},
		{LITERAL("'a'"), 0, NO_VALUE},
		{LITERAL("\0"), 0, NO_VALUE},
		{LITERAL("// x\n1"), 0, NO_VALUE},
		{LITERAL("{} x"), 3, TRAILING},
		{LITERAL("{}{}"), 2, TRAILING},
		{LITERAL("1 2"), 2, TRAILING},
		{LITERAL("{}\0"), 2, TRAILING},
		{LITERAL("1\v"), 1, TRAILING},
		{LITERAL("01"), 1, ZERO},
		{LITERAL("-01"), 2, ZERO},
		{LITERAL("[1,00]"), 4, ZERO},
		{LITERAL("-"), 1, NO_DIGIT},
		{LITERAL("+1"), 0, NO_VALUE},
		{LITERAL(".5"), 0, NO_VALUE},
		{LITERAL("1."), 2, NO_DIGIT},
		{LITERAL("1.e5"), 2, NO_DIGIT},
		{LITERAL("1e"), 2, NO_DIGIT},
		{LITERAL("1e+"), 3, NO_DIGIT},
		{LITERAL("-Infinity"), 1, NO_DIGIT},
		{LITERAL("0x10"), 1, TRAILING},
		{LITERAL("1e9999"), 6, RANGE},
		{LITERAL("1e-9999"), 7, RANGE},
		{LITERAL("[1e00001]"), 8, RANGE},
	};
	all_refused(table, COUNT(table));
}

static void strings_that_are_refused(void **state)
{
	(void)state;
	static const struct body table[] = {
		{LITERAL("\"a"), 2, "a string does not end"},
		{LITERAL("\"a\\\""), 4, "a string does not end"},
		{LITERAL("\"a\nb\""), 2, CONTROL},
		{LITERAL("\"a\tb\""), 2, CONTROL},
		{LITERAL("\"a\0b\""), 2, CONTROL},
		{LITERAL("\"\\u0000\""), 7, CONTROL},
		{LITERAL("\"a\\u0000b\""), 8, CONTROL},
		{LITERAL("{\"a\\u0000b\":1}"), 9, CONTROL},
		{LITERAL("\"\\u001f\""), 7, CONTROL},
		{LITERAL("\"\\b\""), 2, CONTROL},
		{LITERAL("\"\\f\""), 2, CONTROL},
		{LITERAL("\"\\x41\""), 2, "an unknown escape in a string"},
		{LITERAL("\"\\"), 2, "an unknown escape in a string"},
		{LITERAL("\"\\u12"), 5, "\\u needs four hexadecimal digits"},
		{LITERAL("\"\\u12g4\""), 5, "\\u needs four hexadecimal digits"},
		{LITERAL("\"\\ud800\""), 7, HALF},
		{LITERAL("\"\\udc00\""), 7, HALF},
		{LITERAL("\"\\udfff\""), 7, HALF},
		{LITERAL("\"\\ud800\\n\""), 8, HALF},
		{LITERAL("\"\\ud800\\u0041\""), 13, HALF},
		{LITERAL("\"\\ud83d\\ud83d\""), 13, HALF},
		{LITERAL("\"\xff\""), 1, NOT_UTF8},
		{LITERAL("[\"ab\", \"\xc3\"]"), 8, NOT_UTF8},
		{LITERAL("\"\xed\xa0\x80\""), 1, NOT_UTF8},
		{LITERAL("\"\xc0\xaf\""), 1, NOT_UTF8},
		{LITERAL("\"\xf4\x90\x80\x80\""), 1, NOT_UTF8},
	};
	all_refused(table, COUNT(table));
}

static void lists_and_objects_that_are_refused(void **state)
{
	(void)state;
	static const struct body table[] = {
		{LITERAL("[1,]"), 3, NO_VALUE},
		{LITERAL("[,1]"), 1, NO_VALUE},
		{LITERAL("[1 2]"), 3, "a comma or ] was expected"},
		{LITERAL("[1}"), 2, "a comma or ] was expected"},
		{LITERAL("["), 1, EARLY},
		{LITERAL("[1"), 2, "a comma or ] was expected"},
		{LITERAL("{"), 1, "a name in quotes was expected"},
		{LITERAL("{a:1}"), 1, "a name in quotes was expected"},
		{LITERAL("{\"a\":1,}"), 7, "a name in quotes was expected"},
		{LITERAL("{\"a\" 1}"), 5, "a colon was expected"},
		{LITERAL("{\"a\":}"), 5, NO_VALUE},
		{LITERAL("{\"a\":1 \"b\":2}"), 7, "a comma or } was expected"},
		{LITERAL("{\"a\":1,\"a\":2}"), 7, TWICE},
		{LITERAL("{\"a\":1,\"\\u0061\":2}"), 7, TWICE},
		{LITERAL("{\"\":1,\"\":1}"), 6, TWICE},
		{LITERAL("[{\"x\":1},{\"b\":{},\"c\":[{\"d\":1, \"d\":1}]}]"), 30, TWICE},
	};
	all_refused(table, COUNT(table));
}

static void bodies_that_are_taken(void **state)
{
	(void)state;
	static const struct {
		const char *body, *kind;
	} table[] = {
		{"{}", "object"},
		{" \t\r\n[ ] \t\r\n", "array"},
		{"true", "boolean"},
		{"false", "boolean"},
		{"null", "null"},
		{"0", "number"},
		{"\"\"", "string"},
		{"[1,[2,{\"a\":[]}],null]", "array"},
		{"{\"a\":1,\"A\":2,\"\":3}", "object"},
		{"{\"a\":{\"a\":{\"a\":1}},\"b\":[{\"a\":1},{\"a\":1}]}", "object"},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		const cJSON *tree = read_bytes(table[i].body, strlen(table[i].body));
		if (tree == NULL)
			fail_msg("%s: %s", table[i].body, problem.what);
		assert_string_equal(json_read_kind(tree), table[i].kind);
	}
}

static void numbers_keep_their_text(void **state)
{
	(void)state;
	static const char *const table[] = {"0", "-0", "1", "1e400", "-1E+400", "1e-400",
		"9007199254740993", "0.1", "0.10", "100.000000001",
		"18446744073709551616", "1E5",
		"123456789012345678901234567890.123456789012345678901234567890",
		"123456789012345678901234567890123456789012345678901234567890123"};
	for (size_t i = 0; i < COUNT(table); i++) {
		char body[256];
		snprintf(body, sizeof(body), "{\"a\":[%s,\"x\",%s],\"b\":%s}", table[i],
			table[i], table[i]);
		const cJSON *tree = read_bytes(body, strlen(body));
		if (tree == NULL)
			fail_msg("%s: %s", body, problem.what);
		const cJSON *list = json_read_member(tree, "a");
		assert_string_equal(json_read_text(list->child), table[i]);
		assert_string_equal(json_read_text(list->child->next->next), table[i]);
		assert_string_equal(json_read_text(list->next), table[i]);
		tree = read_bytes(table[i], strlen(table[i]));
		assert_string_equal(json_read_text(tree), table[i]);
	}
}

static void a_number_has_at_most_63_bytes(void **state)
{
	(void)state;
	char body[80];
	memset(body, '7', sizeof(body));
	body[0] = '[';
	body[64] = ']';
	assert_non_null(read_bytes(body, 65));
	body[64] = '7';
	body[65] = ']';
	refused(body, 66, 65, "a number is too long");
	refused(body + 1, 64, 64, "a number is too long");
}

static void strings_are_decoded(void **state)
{
	(void)state;
	static const struct {
		const char *body, *text;
	} table[] = {
		{"\"plain\"", "plain"},
		{"\"\\\"\\\\\\/\\n\\r\\t\"", "\"\\/\n\r\t"},
		{"\"\\u00e9\\u20AC\"", "\xc3\xa9\xe2\x82\xac"},
		{"\"\\ud83d\\ude00\"", "\xf0\x9f\x98\x80"},
		{"\"\\uD83D\\uDE00\"", "\xf0\x9f\x98\x80"},
		{"\"\xf0\x9f\x98\x80\"", "\xf0\x9f\x98\x80"},
		{"\"\\u000a\\u0020\"", "\n "},
		{"\"\xef\xbb\xbf\"", "\xef\xbb\xbf"},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		const cJSON *tree = read_bytes(table[i].body, strlen(table[i].body));
		if (tree == NULL)
			fail_msg("%s: %s", table[i].body, problem.what);
		assert_string_equal(json_read_text(tree), table[i].text);
	}
}

static void members_are_found_by_their_very_name(void **state)
{
	(void)state;
	const char body[] = "{\"Qty\":1,\"qty\":\"2\",\"on\":true,\"no\":null,\"in\":{}}";
	const cJSON *tree = read_bytes(body, strlen(body));
	assert_string_equal(json_read_text(json_read_member(tree, "Qty")), "1");
	assert_string_equal(json_read_text(json_read_member(tree, "qty")), "2");
	assert_null(json_read_member(tree, "QTY"));
	assert_null(json_read_text(json_read_member(tree, "on")));
	assert_null(json_read_text(json_read_member(tree, "no")));
	assert_null(json_read_text(json_read_member(tree, "in")));
}

static void nesting_of_32_is_taken_and_of_33_is_not(void **state)
{
	(void)state;
	char body[6 * (JSON_READ_DEPTH + 1) + 1] = "";
	for (size_t depth = JSON_READ_DEPTH; depth <= JSON_READ_DEPTH + 1; depth++) {
		memset(body, '[', depth);
		memset(body + depth, ']', depth);
		bool fits = depth == JSON_READ_DEPTH;
		if (fits)
			assert_non_null(read_bytes(body, 2 * depth));
		else
			refused(body, 2 * depth, depth - 1, "it is nested too deeply");
		for (size_t i = 0; i < depth; i++)
			memcpy(body + 5 * i, "{\"a\":", 5);
		body[5 * depth] = '1';
		memset(body + 5 * depth + 1, '}', depth);
		if (fits)
			assert_non_null(read_bytes(body, 6 * depth + 1));
		else
			refused(body, 6 * depth + 1, 5 * (depth - 1),
				"it is nested too deeply");
	}
	/* Deeper than any stack, were it followed. */
	static char abyss[1000000];
	memset(abyss, '[', sizeof(abyss));
	refused(abyss, sizeof(abyss), JSON_READ_DEPTH, "it is nested too deeply");
}

/* {"n000":1,"n001":1, … } */
static size_t write_members(char *body, int count)
{
	size_t length = 1;
	body[0] = '{';
	for (int i = 0; i < count; i++)
		length += (size_t)snprintf(body + length, 12, "\"n%03d\":1,", i);
	body[length - 1] = '}';
	return length;
}

static void an_object_has_at_most_256_members(void **state)
{
	(void)state;
	static char body[300 * 16];
	assert_non_null(read_bytes(body, write_members(body, JSON_READ_MEMBERS)));
	size_t length = write_members(body, JSON_READ_MEMBERS + 1);
	refused(body, length, 1 + JSON_READ_MEMBERS * 9,
		"too many names stand in one object");
}

static void an_array_may_have_more_items(void **state)
{
	(void)state;
	static char body[40000];
	for (size_t i = 0; i < sizeof(body); i += 2)
		memcpy(body + i, ",1", 2);
	body[0] = '[';
	body[sizeof(body) - 1] = ']';
	body[sizeof(body) - 2] = ' ';
	const cJSON *tree = read_bytes(body, sizeof(body));
	if (tree == NULL)
		fail_msg("%s at %zu", problem.what, problem.position);
	assert_int_equal(cJSON_GetArraySize(tree), sizeof(body) / 2 - 1);
}

/* Whatever the room, the body is read whole or refused; the arena stays usable. */
static void little_memory_refuses(void **state)
{
	(void)state;
	const char body[] =
		"{\"a\":[1,2,3,{\"b\":\"text\",\"c\":-1.5e3}],\"d\":{\"e\":[]}}";
	int taken = 0, turned_away = 0;
	for (size_t room = 16; room <= 4096; room += 16) {
		struct arena *small = arena_new(16, room);
		if (json_read(small, body, strlen(body), &problem) != NULL) {
			taken++;
		} else {
			assert_string_equal(problem.what, "it is too large");
			assert_true(problem.position < strlen(body));
			assert_int_equal(taken, 0);
			turned_away++;
		}
		arena_free(small);
	}
	assert_true(taken > 0 && turned_away > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_and_numbers_that_are_refused),
		cmocka_unit_test(strings_that_are_refused),
		cmocka_unit_test(lists_and_objects_that_are_refused),
		cmocka_unit_test(bodies_that_are_taken),
		cmocka_unit_test(numbers_keep_their_text),
		cmocka_unit_test(a_number_has_at_most_63_bytes),
		cmocka_unit_test(strings_are_decoded),
		cmocka_unit_test(members_are_found_by_their_very_name),
		cmocka_unit_test(nesting_of_32_is_taken_and_of_33_is_not),
		cmocka_unit_test(an_object_has_at_most_256_members),
		cmocka_unit_test(an_array_may_have_more_items),
		cmocka_unit_test(little_memory_refuses),
	};
	return cmocka_run_group_tests_name("base/json_read", tests, start, stop);
}
