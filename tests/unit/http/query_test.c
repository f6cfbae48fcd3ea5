/* query_*: a table of queries and what is read from them. */
#include "http/query.h"

#include "base/arena.h"
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static struct arena *arena;
static struct query query;

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

/* What was read, as name[value] after name[value]. */
static const char *read_pairs(const char *text)
{
	struct text read = text_in(arena);
	const char *problem = query_parse(&query, arena, text);
	if (problem != NULL)
		return problem;
	for (size_t i = 0; i < query.count; i++)
		text_format(&read, "%s[%s]", query.pairs[i].name, query.pairs[i].value);
	return text_done(&read);
}

static void queries(void **state)
{
	(void)state;
	static const char encoding[] = "the query is not properly percent-encoded";
	static const char twice[] = "a parameter of the query is given twice";
	static const struct {
		const char *text, *read;
	} table[] = {
		{"", ""},
		{"&&&", ""},
		{"a=1", "a[1]"},
		{"a=1&b=2", "a[1]b[2]"},
		{"&a=1&&b=2&", "a[1]b[2]"},
		{"a", "a[]"},
		{"a=", "a[]"},
		{"=1", "[1]"},
		{"a=b=c", "a[b=c]"},
		{"a=1&A=2", "a[1]A[2]"},
		{"a=x+y%2Bz", "a[x y+z]"},
		{"a+b=1", "a b[1]"},
		{"%61=%41", "a[A]"},
		{"a=%26%3D%25", "a[&=%]"},
		{"a=%c3%A9", "a[\xc3\xa9]"},
		{"a=\xc3\xa9", "a[\xc3\xa9]"},
		{"a=%09%0a%0D", "a[\t\n\r]"},
		{"a=%2541", "a[%41]"},
		{"a=;b", "a[;b]"},
		{"a=%", encoding},
		{"a=%4", encoding},
		{"a=%&b=1", encoding},
		{"a=%4&b=1", encoding},
		{"%=1", encoding},
		{"a=%zz", encoding},
		{"a=%4z", encoding},
		{"a=%z4", encoding},
		{"a=% 4", encoding},
		{"a=%-1", encoding},
		{"a=%00", encoding},
		{"%00=1", encoding},
		{"a=%1f", encoding},
		{"a=%7F", encoding},
		{"a=\x01", encoding},
		{"a=%ff", encoding},
		{"a=%c3", encoding},
		{"a=%c3&b=%a9", encoding},
		{"a=%ed%a0%80", encoding},
		{"a=%c0%80", encoding},
		{"a=\xff", encoding},
		{"a=1&a=1", twice},
		{"a=1&b=2&a=3", twice},
		{"a=1&%61=2", twice},
		{"a&a", twice},
		{"=1&=2", twice},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		const char *read = read_pairs(table[i].text);
		if (strcmp(read, table[i].read) != 0)
			fail_msg("%s: %s, not %s", table[i].text, read, table[i].read);
	}
}

static void at_most_64_pairs(void **state)
{
	(void)state;
	for (int count = QUERY_LIMIT - 1; count <= QUERY_LIMIT + 1; count++) {
		struct text text = text_in(arena);
		for (int i = 0; i < count; i++)
			text_format(&text, "&n%d=%d", i, i);
		const char *problem = query_parse(&query, arena, text_done(&text));
		if (count > QUERY_LIMIT) {
			assert_string_equal(problem, "too many parameters in the query");
			continue;
		}
		assert_null(problem);
		assert_int_equal(query.count, count);
		assert_string_equal(query_value(&query, "n7"), "7");
		assert_null(query_value(&query, "n64"));
		assert_null(query_value(&query, "n"));
	}
}

static void without_memory_it_is_refused(void **state)
{
	(void)state;
	struct arena *small = arena_new(16, 16);
	assert_non_null(query_parse(&query, small, "abcdefghijklmnopqrstuvwxyz=1"));
	assert_null(query_decode(small, "abcdefghijklmnopqrstuvwxyz", 26));
	arena_free(small);
}

static void decoding_ends_where_it_is_told(void **state)
{
	(void)state;
	assert_string_equal(query_decode(arena, "abc%41", 3), "abc");
	assert_null(query_decode(arena, "abc%41", 5));
	assert_null(query_decode(arena, "abc%41", 4));
	assert_string_equal(query_decode(arena, "abc%41", 6), "abcA");
	assert_string_equal(query_decode(arena, "", 0), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(queries),
		cmocka_unit_test(at_most_64_pairs),
		cmocka_unit_test(without_memory_it_is_refused),
		cmocka_unit_test(decoding_ends_where_it_is_told),
	};
	return cmocka_run_group_tests_name("http/query", tests, start, stop);
}
