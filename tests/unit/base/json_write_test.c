/* json_write_*: commas and escapes, and what comes out is what json_read reads. */
#include "base/json_write.h"

#include "base/arena.h"
#include "base/json_read.h"
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static struct arena *arena;
static struct text out;
static struct json_writer writer;

static int start(void **state)
{
	(void)state;
	arena = arena_new(4096, 16 * 1024 * 1024);
	out = text_in(arena);
	writer = json_write_to(&out);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static const cJSON *read_back(void)
{
	struct json_problem problem;
	const char *text = text_done(&out);
	assert_non_null(text);
	const cJSON *tree = json_read(arena, text, out.length, &problem);
	if (tree == NULL)
		fail_msg("%s at %zu: %s", problem.what, problem.position, text);
	return tree;
}

static void every_call_puts_its_commas(void **state)
{
	(void)state;
	json_write_object(&writer);
	json_write_key(&writer, "empty");
	json_write_object(&writer);
	json_write_object_end(&writer);
	json_write_key(&writer, "list");
	json_write_array(&writer);
	json_write_array(&writer);
	json_write_array_end(&writer);
	json_write_integer(&writer, INT64_MIN);
	json_write_integer(&writer, INT64_MAX);
	json_write_bool(&writer, true);
	json_write_bool(&writer, false);
	json_write_null(&writer);
	json_write_string(&writer, NULL);
	json_write_string(&writer, "");
	json_write_bytes(&writer, "abc", 2);
	json_write_raw(&writer, "1.50");
	json_write_time(&writer, 1);
	json_write_object(&writer);
	json_write_pair(&writer, "a", "b");
	json_write_pair(&writer, "c", NULL);
	json_write_pair_integer(&writer, "d", -1);
	json_write_pair_bool(&writer, "e", true);
	json_write_object_end(&writer);
	json_write_array_end(&writer);
	json_write_pair(&writer, "last", "x");
	json_write_object_end(&writer);
	assert_string_equal(text_done(&out),
		"{\"empty\":{},\"list\":[[],-9223372036854775808,9223372036854775807,"
		"true,"
		"false,null,null,\"\",\"ab\",1.50,\"1970-01-01T00:00:00.000001Z\","
		"{\"a\":\"b\",\"c\":null,\"d\":-1,\"e\":true}],\"last\":\"x\"}");
	const cJSON *tree = read_back();
	assert_string_equal(json_read_text(json_read_member(tree, "last")), "x");
}

static void strings_come_back(void **state)
{
	(void)state;
	static const char *const table[] = {"", "plain", "\"", "\\", "/", "\r\n\t",
		"\"},{\"", "caf\xc3\xa9", "\xf0\x9f\x98\x80", "\xe2\x80\xa8", "\x7f",
		"</script>", "\\u0041"};
	size_t count = sizeof(table) / sizeof(*table);
	json_write_array(&writer);
	for (size_t i = 0; i < count; i++)
		json_write_string(&writer, table[i]);
	json_write_array_end(&writer);
	const cJSON *item = read_back()->child;
	for (size_t i = 0; i < count; i++, item = item->next)
		assert_string_equal(json_read_text(item), table[i]);
	assert_null(item);
}

static void every_character_but_control_comes_back(void **state)
{
	(void)state;
	char all[0x80 - 0x20 + 1] = "";
	for (int byte = 0x20; byte < 0x80; byte++)
		all[byte - 0x20] = (char)byte;
	json_write_object(&writer);
	json_write_pair(&writer, all, all);
	json_write_object_end(&writer);
	const cJSON *member = read_back()->child;
	assert_string_equal(member->string, all);
	assert_string_equal(json_read_text(member), all);
}

static void control_characters_are_escaped(void **state)
{
	(void)state;
	char byte;
	for (byte = 0; byte < 0x20; byte++) {
		char expected[16];
		struct text wanted = text_over(expected, sizeof(expected));
		out = text_in(arena);
		writer = json_write_to(&out);
		json_write_bytes(&writer, &byte, 1);
		if (byte == '\n' || byte == '\r' || byte == '\t')
			text_format(&wanted, "\"\\%c\"",
				byte == '\n'   ? 'n'
				: byte == '\r' ? 'r'
					       : 't');
		else
			text_format(&wanted, "\"\\u%04x\"", (unsigned)byte);
		assert_string_equal(text_done(&out), text_done(&wanted));
	}
}

static void what_is_not_utf8_is_replaced(void **state)
{
	(void)state;
#define GONE "\xef\xbf\xbd"
	static const struct {
		const char *bytes, *read;
	} table[] = {
		{"\xff", GONE},
		{"a\xff"
		 "b",
			"a" GONE "b"},
		{"\xc3", GONE},
		{"caf\xc3\xa9\xc3", "caf\xc3\xa9" GONE},
		{"\xc3\xa9\xc3\xa9\xff\xc3\xa9", "\xc3\xa9\xc3\xa9" GONE "\xc3\xa9"},
		{"\xed\xa0\x80", GONE GONE GONE},
		{"\xf0\x9f\x98", GONE GONE GONE},
		{"\xc0\xaf", GONE GONE},
		{"\"\xff\"", "\"" GONE "\""},
	};
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		out = text_in(arena);
		writer = json_write_to(&out);
		json_write_string(&writer, table[i].bytes);
		assert_string_equal(json_read_text(read_back()), table[i].read);
	}
}

static void decimals_are_exact_and_short(void **state)
{
	(void)state;
	static const struct {
		int64_t value;
		unsigned scale;
		const char *text;
	} table[] = {
		{0, 6, "0"},
		{1, 6, "0.000001"},
		{-1, 6, "-0.000001"},
		{1500000, 6, "1.5"},
		{-1500000, 6, "-1.5"},
		{100000000, 6, "100"},
		{1230000, 6, "1.23"},
		{187123456, 6, "187.123456"},
		{42, 0, "42"},
		{100, 0, "100"},
		{1, 18, "0.000000000000000001"},
		{INT64_MAX, 6, "9223372036854.775807"},
		{INT64_MIN, 6, "-9223372036854.775808"},
		{INT64_MIN, 18, "-9.223372036854775808"},
		{INT64_MIN, 0, "-9223372036854775808"},
	};
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		out = text_in(arena);
		writer = json_write_to(&out);
		json_write_decimal(&writer, table[i].value, table[i].scale);
		assert_string_equal(text_done(&out), table[i].text);
	}
}

static void pairs_of_decimals_and_short_times(void **state)
{
	(void)state;
	json_write_object(&writer);
	json_write_pair_decimal(&writer, "a", 1500000, 6);
	json_write_key(&writer, "b");
	json_write_time_short(&writer, 0);
	json_write_key(&writer, "c");
	json_write_time_short(&writer, 500000);
	json_write_object_end(&writer);
	assert_string_equal(text_done(&out), "{\"a\":1.5,\"b\":\"1970-01-01T00:00:00Z\","
					     "\"c\":\"1970-01-01T00:00:00.5Z\"}");
	read_back();
}

static void no_room_is_remembered(void **state)
{
	(void)state;
	char buffer[16];
	out = text_over(buffer, sizeof(buffer));
	writer = json_write_to(&out);
	json_write_object(&writer);
	json_write_pair(&writer, "name", "longer than that");
	json_write_object_end(&writer);
	assert_null(text_done(&out));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_call_puts_its_commas, start, stop),
		cmocka_unit_test_setup_teardown(strings_come_back, start, stop),
		cmocka_unit_test_setup_teardown(
			every_character_but_control_comes_back, start, stop),
		cmocka_unit_test_setup_teardown(
			control_characters_are_escaped, start, stop),
		cmocka_unit_test_setup_teardown(
			what_is_not_utf8_is_replaced, start, stop),
		cmocka_unit_test_setup_teardown(
			decimals_are_exact_and_short, start, stop),
		cmocka_unit_test_setup_teardown(
			pairs_of_decimals_and_short_times, start, stop),
		cmocka_unit_test_setup_teardown(no_room_is_remembered, start, stop),
	};
	return cmocka_run_group_tests_name("base/json_write", tests, NULL, NULL);
}
