/* assets_*: which instruments are listed and found, and as what. */
#include "api/assets.h"

#include "base/arena.h"
#include "http/reply.h"
#include "http/request.h"
#include "market/catalogue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "../scratch.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

enum {
	ALL = INSTRUMENT_TRADABLE | INSTRUMENT_MARGINABLE | INSTRUMENT_SHORTABLE |
	      INSTRUMENT_EASY_TO_BORROW | INSTRUMENT_FRACTIONABLE | INSTRUMENT_OPTIONS,
	MEGABYTES = 24
};

static struct arena *arena;

static const struct route list_route = {
	ROUTE_GET, "/v2/assets", {0}, ROUTE_PARAMS(assets_list_params), .lenient = true};
static const struct route get_route = {ROUTE_GET, "/v2/assets/{symbol_or_asset_id}", {0},
	ROUTE_PARAMS(assets_get_params), .lenient = true};

static int start(void **state)
{
	arena = arena_new(4096, MEGABYTES * 1024 * 1024);
	return arena == NULL || scratch_make(state) != 0 || catalogue_open(scratch) != 0;
}

static int stop(void **state)
{
	arena_free(arena);
	return scratch_remove(state);
}

/* Calls a handler; returns the status, and the body in `reply`. */
static int ask(const struct route *route, const char *name, const char *query,
	int (*handle)(struct request *, struct reply *), struct reply *reply)
{
	static struct request request;
	struct param_problem problem;
	arena_reset(arena);
	request = (struct request){
		.arena = arena, .id = "test", .route = route, .segments = {name}};
	assert_null(query_parse(&request.query, arena, query));
	*reply = reply_to(&request);
	if (!param_check_request(&request, &problem))
		return 422;
	assert_int_equal(handle(&request, reply), 0);
	assert_non_null(text_done(&reply->body));
	return reply->status;
}

static int list(const char *query, struct reply *reply)
{
	return ask(&list_route, NULL, query, assets_list, reply);
}

static int get(const char *name, struct reply *reply)
{
	return ask(&get_route, name, "", assets_get, reply);
}

/* Goes first: afterwards there are some. */
static void nothing_is_known_yet(void **state)
{
	(void)state;
	struct reply reply;
	assert_int_equal(list("", &reply), 503);
	static const struct instrument known[] = {
		{"AAPL", "Apple \"Inc.\"", "NASDAQ", "Technology", INSTRUMENT_STOCK, ALL},
		{"SPY", "SPDR S&P 500", "ARCA", "", INSTRUMENT_FUND,
			ALL & ~INSTRUMENT_OPTIONS},
		{"$SPX", "S&P 500", "INDEX", "", INSTRUMENT_INDEX, INSTRUMENT_OPTIONS},
		{"GONE", "Gone", "NYSE", "Energy", INSTRUMENT_STOCK,
			INSTRUMENT_TRADABLE | INSTRUMENT_INACTIVE},
	};
	for (size_t i = 0; i < COUNT(known); i++)
		assert_int_equal(catalogue_put(&known[i]), (int)i);
}

static void an_asset_has_all_fields(void **state)
{
	(void)state;
	static const char apple[] =
		"{\"id\":\"4e3f1572-6972-8c46-8220-44b9d541e967\",\"class\":\"us_"
		"equity\","
		"\"exchange\":\"NASDAQ\",\"symbol\":\"AAPL\","
		"\"name\":\"Apple \\\"Inc.\\\"\",\"status\":\"active\","
		"\"tradable\":true,\"marginable\":true,\"shortable\":true,"
		"\"easy_to_borrow\":true,\"fractionable\":true,"
		"\"maintenance_margin_requirement\":30,"
		"\"margin_requirement_long\":\"30\",\"margin_requirement_short\":\"30\","
		"\"attributes\":[\"has_options\"]}";
	struct reply reply;
	assert_int_equal(get("AAPL", &reply), 200);
	assert_string_equal(text_done(&reply.body), apple);
	assert_int_equal(get("aapl", &reply), 200);
	assert_string_equal(text_done(&reply.body), apple);
	assert_int_equal(get("4e3f1572-6972-8c46-8220-44b9d541e967", &reply), 200);
	assert_string_equal(text_done(&reply.body), apple);
	assert_int_equal(get("GONE", &reply), 200);
	assert_non_null(strstr(text_done(&reply.body),
		"\"status\":\"inactive\",\"tradable\":false,\"marginable\":false"));
	assert_non_null(strstr(
		text_done(&reply.body), "\"maintenance_margin_requirement\":100,"));
}

static void what_is_no_asset(void **state)
{
	(void)state;
	static const struct {
		const char *name, *message;
	} table[] = {
		{"NONE", "\"message\":\"asset not found for NONE\""},
		{"$SPX", "\"message\":\"asset not found for $SPX\""},
		{"74c249d0-3db8-882b-8db4-75434432d320", "asset not found for 74c249d0-"},
		{"00000000-0000-8000-8000-000000000000", "asset not found for 00000000-"},
		{"A\"B", "asset not found for A\\\"B"},
	};
	struct reply reply;
	for (size_t i = 0; i < COUNT(table); i++) {
		assert_int_equal(get(table[i].name, &reply), 404);
		const char *body = text_done(&reply.body);
		assert_non_null(strstr(body, "\"code\":40410000"));
		assert_non_null(strstr(body, table[i].message));
	}
}

static void lists_are_filtered(void **state)
{
	(void)state;
	static const struct {
		const char *query, *symbols[4];
	} table[] = {
		{"", {"AAPL", "SPY", "GONE"}},
		{"status=active", {"AAPL", "SPY"}},
		{"status=inactive", {"GONE"}},
		{"status=all&other=1", {"AAPL", "SPY", "GONE"}},
		{"exchange=nasdaq", {"AAPL"}},
		{"exchange=INDEX", {0}},
		{"asset_class=us_equity&exchange=ARCA", {"SPY"}},
		{"asset_class=crypto", {0}},
		{"attributes=has_options", {"AAPL"}},
		{"attributes=a,has_options", {"AAPL"}},
		{"attributes=has_option", {0}},
		{"attributes=,", {0}},
	};
	static const char *const known[] = {"AAPL", "SPY", "$SPX", "GONE"};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct reply reply;
		assert_int_equal(list(table[i].query, &reply), 200);
		const char *body = text_done(&reply.body);
		for (size_t j = 0; j < COUNT(known); j++) {
			char field[32];
			bool expected = false;
			for (size_t k = 0; k < 4 && table[i].symbols[k] != NULL; k++)
				expected |= strcmp(table[i].symbols[k], known[j]) == 0;
			snprintf(field, sizeof(field), "\"symbol\":\"%s\"", known[j]);
			assert_int_equal(strstr(body, field) != NULL, expected);
		}
	}
	struct reply reply;
	assert_int_equal(list("status=gone", &reply), 422);
	assert_int_equal(list("asset_class=bonds", &reply), 422);
}

/* Comes last: as many as there can be, with long names, still fit. */
static void a_full_catalogue_fits(void **state)
{
	(void)state;
	struct instrument instrument = {.exchange = "NASDAQ", .flags = ALL};
	memset(instrument.name, 'n', sizeof(instrument.name) - 1);
	for (int i = 0; catalogue_count() < CATALOGUE_LIMIT; i++) {
		snprintf(instrument.symbol, sizeof(instrument.symbol),
			"SYMBOL.OF.LENGTH.%06d", i);
		assert_true(catalogue_put(&instrument) >= 0);
	}
	struct reply reply;
	assert_int_equal(list("", &reply), 200);
	assert_true(reply.body.length > (size_t)CATALOGUE_LIMIT * 400);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_known_yet),
		cmocka_unit_test(an_asset_has_all_fields),
		cmocka_unit_test(what_is_no_asset),
		cmocka_unit_test(lists_are_filtered),
		cmocka_unit_test(a_full_catalogue_fits),
	};
	return cmocka_run_group_tests_name("api/assets", tests, start, stop);
}
