/* param_*: the kinds of parameter that name times and symbols. */
#include "http/param.h"

#include "base/arena.h"

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

static const struct param when = {.name = "p", .place = PARAM_QUERY, .kind = PARAM_TIME};
static const struct param symbol = {
	.name = "p", .place = PARAM_QUERY, .kind = PARAM_SYMBOL};
static const struct param symbols = {
	.name = "p", .place = PARAM_QUERY, .kind = PARAM_SYMBOLS, .most = 3};

static const char TIME[] = "must be a time as RFC 3339, or a date as YYYY-MM-DD";
static const char SYMBOL[] = "must be a symbol";
static const char SYMBOLS[] = "must be symbols separated by commas";

static void texts(void **state)
{
	(void)state;
	static const struct {
		const struct param *param;
		const char *text, *why;
		int64_t integer;
		bool flag;
	} table[] = {
		{&when, "1970-01-02", NULL, 86400000000, true},
		{&when, "1970-01-01T00:00:01Z", NULL, 1000000, false},
		{&when, "1970-01-01T00:00:01", TIME, 0, false},
		{&when, "yesterday", TIME, 0, false},
		{&symbol, "BRK.B", NULL, 0, false},
		{&symbol, "$SPX", NULL, 0, false},
		{&symbol, "AAPL260116C00150000", NULL, 0, false},
		{&symbol, "", SYMBOL, 0, false},
		{&symbol, "A B", SYMBOL, 0, false},
		{&symbol, "A,B", SYMBOL, 0, false},
		{&symbol, "ABCDEFGHIJKLMNOPQRSTUVWX", SYMBOL, 0, false},
		{&symbols, "A,b,C", NULL, 0, false},
		{&symbols, "A", NULL, 0, false},
		{&symbols, "A,B,C,D", "names too many symbols", 0, false},
		{&symbols, "A,,C", SYMBOLS, 0, false},
		{&symbols, "A,", SYMBOLS, 0, false},
		{&symbols, "", SYMBOLS, 0, false},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct param_value value = {0};
		const char *why = param_check_text(table[i].param, table[i].text, &value);
		if ((why == NULL) != (table[i].why == NULL) ||
			(why != NULL && strcmp(why, table[i].why) != 0))
			fail_msg("%s: %s", table[i].text, why == NULL ? "taken" : why);
		if (why != NULL)
			continue;
		assert_true(value.given);
		assert_string_equal(value.text, table[i].text);
		assert_true(value.integer == table[i].integer);
		assert_int_equal(value.flag, table[i].flag);
	}
}

static void lists_of_symbols(void **state)
{
	(void)state;
	const char *const *list = NULL;
	struct param_value given = {.text = "spy,QQQ,Spy,brk.b"}, absent = {0};
	assert_int_equal(param_symbols(arena, &absent, &list), 0);
	assert_int_equal(param_symbols(arena, &given, &list), 3);
	assert_string_equal(list[0], "SPY");
	assert_string_equal(list[1], "QQQ");
	assert_string_equal(list[2], "BRK.B");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts),
		cmocka_unit_test(lists_of_symbols),
	};
	return cmocka_run_group_tests_name("http/param_market", tests, start, stop);
}
