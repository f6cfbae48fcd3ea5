/* text_*: text that grows or does not, integers, UTF-8, secrets. */
#include "base/text.h"

#include "base/arena.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static void fixed_text_fills_its_buffer_and_no_more(void **state)
{
	(void)state;
	char buffer[9] = "########";
	struct text text = text_over(buffer, 8);
	text_string(&text, "1234567");
	assert_string_equal(text_done(&text), "1234567");
	text_byte(&text, '8');
	assert_true(text.failed);
	assert_null(text_done(&text));
	assert_int_equal(buffer[8], 0);
	assert_memory_equal(buffer, "1234567", 8);
}

static void a_failure_sticks(void **state)
{
	(void)state;
	char buffer[8];
	struct text text = text_over(buffer, sizeof(buffer));
	text_string(&text, "123456789");
	text_byte(&text, 'a');
	text_integer(&text, 1);
	text_format(&text, "%d", 2);
	assert_null(text_done(&text));
	assert_int_equal(text.length, 0);

	struct text none = text_over(buffer, 0);
	assert_null(text_done(&none));
}

static void a_format_fits_exactly_or_fails(void **state)
{
	(void)state;
	char buffer[6];
	struct text text = text_over(buffer, sizeof(buffer));
	text_format(&text, "%s-%d", "ab", 12);
	assert_string_equal(text_done(&text), "ab-12");
	text = text_over(buffer, sizeof(buffer));
	text_format(&text, "%s-%d", "ab", 123);
	assert_null(text_done(&text));
}

static void text_grows_in_its_arena(void **state)
{
	(void)state;
	enum { PIECES = 5000 };
	struct arena *arena = arena_new(1024, 1024 * 1024);
	struct text text = text_in(arena);
	assert_string_equal(text_done(&text), "");
	for (int i = 0; i < PIECES; i++)
		text_format(&text, "%05d", i);
	const char *whole = text_done(&text);
	assert_non_null(whole);
	assert_int_equal(strlen(whole), PIECES * 5);
	for (int i = 0; i < PIECES; i++) {
		char piece[8];
		snprintf(piece, sizeof(piece), "%05d", i);
		assert_memory_equal(whole + i * 5, piece, 5);
	}
	arena_free(arena);
}

static void the_ceiling_of_the_arena_fails_the_text(void **state)
{
	(void)state;
	struct arena *arena = arena_new(1024, 4096);
	struct text text = text_in(arena);
	for (int i = 0; i < 5000; i++)
		text_byte(&text, 'x');
	assert_null(text_done(&text));
	text = text_in(arena);
	text_append(&text, "x", SIZE_MAX / 2);
	assert_null(text_done(&text));
	arena_free(arena);
}

static void integers(void **state)
{
	(void)state;
	static const int64_t table[] = {
		0, 1, -1, 9, 10, -10, 1234567890, INT64_MAX, INT64_MIN, INT64_MIN + 1};
	for (size_t i = 0; i < COUNT(table); i++) {
		char buffer[32], expected[32];
		struct text text = text_over(buffer, sizeof(buffer));
		int64_t again = 0;
		text_integer(&text, table[i]);
		snprintf(expected, sizeof(expected), "%" PRId64, table[i]);
		assert_string_equal(text_done(&text), expected);
		assert_true(text_to_integer(buffer, INT64_MIN, INT64_MAX, &again));
		assert_true(again == table[i]);
	}
}

static void integers_that_are_refused(void **state)
{
	(void)state;
	static const char *const table[] = {"", "-", "+1", " 1", "1 ", "1.0", "1e3",
		"0x1", "--1", "9223372036854775808", "-9223372036854775809",
		"99999999999999999999", "-99999999999999999999", "1-"};
	for (size_t i = 0; i < COUNT(table); i++) {
		int64_t value = 42;
		if (text_to_integer(table[i], INT64_MIN, INT64_MAX, &value))
			fail_msg("\"%s\" is taken", table[i]);
		assert_true(value == 42);
	}
	int64_t value = 42;
	assert_true(text_to_integer("10", 10, 20, &value) && value == 10);
	assert_true(text_to_integer("20", 10, 20, &value) && value == 20);
	assert_false(text_to_integer("9", 10, 20, &value));
	assert_false(text_to_integer("21", 10, 20, &value));
	assert_false(text_to_integer("-10", 10, 20, &value));
	assert_true(value == 20);
}

/* The bytes of a code point, by the definition; 0 when there are none. */
static size_t encode(uint32_t point, char bytes[4])
{
	if (point < 0x80) {
		bytes[0] = (char)point;
		return 1;
	}
	size_t length = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
	static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
	for (size_t i = length - 1; i > 0; i--) {
		bytes[i] = (char)(0x80 | (point & 0x3f));
		point >>= 6;
	}
	bytes[0] = (char)(lead[length] | point);
	return length;
}

static void every_code_point_is_utf8(void **state)
{
	(void)state;
	for (uint32_t point = 0; point <= 0x10ffff; point++) {
		char bytes[4];
		size_t length = encode(point, bytes);
		bool surrogate = point >= 0xd800 && point <= 0xdfff;
		if (text_is_utf8(bytes, length) == surrogate)
			fail_msg("U+%04x", point);
		assert_false(length > 1 && text_is_utf8(bytes, length - 1));
		assert_false(length > 1 && text_is_utf8(bytes + 1, length - 1));
	}
}

static void every_one_and_two_bytes(void **state)
{
	(void)state;
	for (int a = 0; a < 256; a++) {
		char one[] = {(char)a};
		assert_int_equal(text_is_utf8(one, 1), a < 0x80);
		for (int b = 0; b < 256; b++) {
			char two[] = {(char)a, (char)b};
			bool pair = a >= 0xc2 && a <= 0xdf && b >= 0x80 && b <= 0xbf;
			assert_int_equal(
				text_is_utf8(two, 2), pair || (a < 0x80 && b < 0x80));
		}
	}
}

/* Of the leads, all; of the bytes that follow, those at the edges of every rule. */
static void three_and_four_bytes_at_the_edges(void **state)
{
	(void)state;
	static const unsigned char edges[] = {
		0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff};
	for (int lead = 0xe0; lead <= 0xff; lead++) {
		for (size_t i = 0; i < COUNT(edges); i++) {
			for (size_t j = 0; j < COUNT(edges); j++) {
				unsigned b = edges[i], c = edges[j];
				bool tail =
					b >= 0x80 && b <= 0xbf && c >= 0x80 && c <= 0xbf;
				bool three = lead <= 0xef && tail &&
					     (lead != 0xe0 || b >= 0xa0) &&
					     (lead != 0xed || b <= 0x9f);
				bool four = lead >= 0xf0 && lead <= 0xf4 && tail &&
					    (lead != 0xf0 || b >= 0x90) &&
					    (lead != 0xf4 || b <= 0x8f);
				char bytes[] = {(char)lead, (char)b, (char)c, (char)0x80};
				assert_int_equal(text_is_utf8(bytes, 3), three);
				assert_int_equal(text_is_utf8(bytes, 4), four);
			}
		}
	}
}

static void span_ends_where_utf8_does(void **state)
{
	(void)state;
	assert_int_equal(text_utf8_span("", 0), 0);
	assert_int_equal(text_utf8_span("abc", 3), 3);
	assert_int_equal(text_utf8_span("a\xc3\xa9\xc3", 4), 3);
	assert_int_equal(text_utf8_span("a\0\xe2\x82", 4), 2);
	assert_int_equal(text_utf8_span("\xff", 1), 0);
	assert_true(text_is_utf8("", 0));
}

static void secrets_are_equal_or_not(void **state)
{
	(void)state;
	static const struct {
		const char *a, *b;
		bool equal;
	} table[] = {
		{"", "", true},
		{"", "a", false},
		{"a", "", false},
		{"a", "a", true},
		{"a", "aa", false},
		{"aa", "a", false},
		{"abab", "ab", false},
		{"ab", "abab", false},
		{"secret", "secret", true},
		{"secret", "Secret", false},
		{"secret", "secreT", false},
		{"\xff\x01", "\xff\x01", true},
	};
	for (size_t i = 0; i < COUNT(table); i++)
		if (text_equal_secret(table[i].a, table[i].b) != table[i].equal)
			fail_msg("\"%s\" and \"%s\"", table[i].a, table[i].b);
}

static void prefixes_and_hashes(void **state)
{
	(void)state;
	assert_true(text_starts("/api/x", "/api"));
	assert_true(text_starts("/api", ""));
	assert_false(text_starts("/ap", "/api"));
	/* The published values of FNV-1a. */
	assert_true(text_hash("", 0) == 0xcbf29ce484222325);
	assert_true(text_hash("a", 1) == 0xaf63dc4c8601ec8c);
	assert_true(text_hash("foobar", 6) == 0x85944171f73967e8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fixed_text_fills_its_buffer_and_no_more),
		cmocka_unit_test(a_failure_sticks),
		cmocka_unit_test(a_format_fits_exactly_or_fails),
		cmocka_unit_test(text_grows_in_its_arena),
		cmocka_unit_test(the_ceiling_of_the_arena_fails_the_text),
		cmocka_unit_test(integers),
		cmocka_unit_test(integers_that_are_refused),
		cmocka_unit_test(every_code_point_is_utf8),
		cmocka_unit_test(every_one_and_two_bytes),
		cmocka_unit_test(three_and_four_bytes_at_the_edges),
		cmocka_unit_test(span_ends_where_utf8_does),
		cmocka_unit_test(secrets_are_equal_or_not),
		cmocka_unit_test(prefixes_and_hashes),
	};
	return cmocka_run_group_tests_name("base/text", tests, NULL, NULL);
}
