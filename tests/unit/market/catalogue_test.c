/*
 * The catalogue, and finding in it what somebody typed.
 */
#include "market/catalogue.h"
#include "market/catalogue_search.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../scratch.h"

static const char *const listed[][2] = {{"AAPL", "Apple Inc."},
	{"AMZN", "Amazon.com, Inc."}, {"BAC", "Bank of America Corporation"},
	{"BRK.B", "Berkshire Hathaway Inc. Class B"}, {"C", "Citigroup Inc."},
	{"CAT", "Caterpillar Inc."}, {"META", "Meta Platforms, Inc."},
	{"MSFT", "Microsoft Corporation"}, {"NVDA", "NVIDIA Corporation"},
	{"SPY", "SPDR S&P 500 ETF Trust"}, {"T", "AT&T Inc."}, {"$SPX", "S&P 500 Index"},
	{"APLE", "Apple Hospitality REIT, Inc."}, {"AAP", "Advance Auto Parts, Inc."}};

enum { LISTED = sizeof(listed) / sizeof(*listed) };

static struct instrument named(const char *symbol, const char *name)
{
	struct instrument instrument = {.kind = INSTRUMENT_STOCK};
	snprintf(instrument.symbol, sizeof(instrument.symbol), "%s", symbol);
	snprintf(instrument.name, sizeof(instrument.name), "%s", name);
	return instrument;
}

static int start(void **state)
{
	if (scratch_make(state) != 0 || catalogue_open(scratch) != 0)
		return -1;
	for (int i = 0; i < LISTED; i++) {
		struct instrument instrument = named(listed[i][0], listed[i][1]);
		if (catalogue_put(&instrument) != i)
			return -1;
	}
	return 0;
}

static void finding(void **state)
{
	(void)state;
	char id[INSTRUMENT_ID_SIZE];
	assert_int_equal(catalogue_count(), LISTED);
	for (int i = 0; i < LISTED; i++) {
		assert_int_equal(catalogue_find(listed[i][0]), i);
		instrument_id(listed[i][0], id);
		assert_int_equal(catalogue_find_id(id), i);
	}
	assert_int_equal(catalogue_find("brk.b"), 3);
	assert_int_equal(catalogue_find("$spx"), 11);
	assert_int_equal(catalogue_find("NONE"), -1);
	assert_int_equal(catalogue_find(""), -1);
	assert_int_equal(catalogue_find("ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEF"), -1);
	assert_int_equal(catalogue_find_id("00000000-0000-0000-0000-000000000000"), -1);
}

static void an_instrument_keeps_its_place(void **state)
{
	(void)state;
	struct instrument renewed = named("C", "Citigroup, renamed");
	assert_int_equal(catalogue_put(&renewed), 4);
	assert_int_equal(catalogue_count(), LISTED);
	assert_string_equal(catalogue_at(4)->name, "Citigroup, renamed");
	renewed = named(listed[4][0], listed[4][1]);
	assert_int_equal(catalogue_put(&renewed), 4);
}

static void searching(void **state)
{
	(void)state;
	static const struct {
		const char *typed, *best[4];
	} table[] = {
		{"AAPL", {"AAPL"}},
		{"aapl", {"AAPL"}},
		{" aapl ", {"AAPL"}},
		{"c", {"C", "CAT", "BAC"}},
		{"t", {"T", "SPY"}},
		{"spx", {"$SPX"}},
		{"aap", {"AAP", "AAPL"}},
		{"apple", {"AAPL", "APLE"}},
		{"appl", {"AAPL", "APLE"}},
		{"hospitality", {"APLE"}},
		{"micro", {"MSFT"}},
		{"soft", {"MSFT"}},
		{"bank of", {"BAC"}},
		{"america", {"BAC"}},
		{"microsfot", {"MSFT"}},
		{"micorsoft", {"MSFT"}},
		{"nvdia", {"NVDA"}},
		{"amazn", {"AMZN"}},
		{"berkshire hathway", {"BRK.B"}},
		{"apl", {"APLE"}},
		{"mtea", {"META"}},
		{"s&p", {"$SPX", "SPY"}},
		{"zzzz", {NULL}},
		{"", {NULL}},
		{"   ", {NULL}},
	};
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		int places[10];
		size_t found = catalogue_search(table[i].typed, 10, places);
		for (size_t j = 0; table[i].best[j] != NULL; j++)
			if (j >= found || strcmp(catalogue_at(places[j])->symbol,
						  table[i].best[j]) != 0)
				fail_msg("\"%s\": %s at %zu", table[i].typed,
					j < found ? catalogue_at(places[j])->symbol
						  : "nothing",
					j);
		if (table[i].best[0] == NULL)
			assert_int_equal(found, 0);
	}
}

static void the_best_come_first_whatever_the_limit(void **state)
{
	(void)state;
	int all[50], some[50];
	size_t count = catalogue_search("a", 50, all);
	assert_true(count > 3);
	for (size_t limit = 0; limit <= count; limit++) {
		assert_int_equal(catalogue_search("a", limit, some), limit);
		assert_memory_equal(all, some, limit * sizeof(*all));
	}
}

/* Whatever is typed, it ends and finds at most what is there. */
static void anything_may_be_typed(void **state)
{
	(void)state;
	char typed[200];
	int places[50];
	unsigned random = 1;
	for (int round = 0; round < 20000; round++) {
		size_t length = (size_t)round % (sizeof(typed) - 1);
		for (size_t i = 0; i < length; i++) {
			random = random * 1664525u + 1013904223u;
			typed[i] = (char)(random >> 24 == 0 ? 1 : random >> 24);
		}
		typed[length] = '\0';
		assert_true(catalogue_search(typed, 50, places) <= LISTED);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finding),
		cmocka_unit_test(an_instrument_keeps_its_place),
		cmocka_unit_test(searching),
		cmocka_unit_test(the_best_come_first_whatever_the_limit),
		cmocka_unit_test(anything_may_be_typed),
	};
	return cmocka_run_group_tests_name("catalogue", tests, start, scratch_remove);
}
